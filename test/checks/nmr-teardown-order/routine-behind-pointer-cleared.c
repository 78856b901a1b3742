// A careless check would follow a pointer to a function as it was once, and not as it is then.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static void Remove(void) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
}
static void (*g_Remove)(void) = Remove;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  if (g_Remove != NULL)
    g_Remove();
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  g_Remove = NULL;
  ExDeleteResourceLite(&g_Lock);
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
