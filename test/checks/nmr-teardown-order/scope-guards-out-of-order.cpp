// V18: a driver author would believe that locals are destroyed from the top to the bottom.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

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
  ~LockOwner() {
    ExDeleteResourceLite(&g_Lock); // WARN: 'g_Lock' is destroyed [nmr-teardown-order]
  }
};
struct ClientOwner {
  ~ClientOwner() {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};

static NPI_CLIENT_CHARACTERISTICS g_CC;

extern "C" VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ClientOwner Client;
  LockOwner Lock;
}

extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeResourceLite(&g_Lock);
  g_CC.ClientDetachProvider = Detach;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
