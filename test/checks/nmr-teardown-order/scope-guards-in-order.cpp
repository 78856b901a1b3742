// I14: a careless check would read the order of the destructors from the top to the bottom.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

struct LockOwner {
  ~LockOwner() { ExDeleteResourceLite(&g_Lock); }
};
struct ClientOwner {
  ~ClientOwner() {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};

static NPI_CLIENT_CHARACTERISTICS g_CC;

extern "C" VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  LockOwner Lock;
  ClientOwner Client;
}

extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeResourceLite(&g_Lock);
  g_CC.ClientDetachProvider = Detach;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
