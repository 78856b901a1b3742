// A careless check would not see that the lock lives from attach to cleanup, and not with the driver.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static LONG g_Bound;

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  if (InterlockedExchange(&g_Bound, 1))
    return STATUS_NOINTERFACE;
  ExInitializeResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static VOID NTAPI Cleanup(PVOID Binding) {
  ExDeleteResourceLite(&g_Lock);
  g_Bound = 0;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {
    .ClientAttachProvider = Attach,
    .ClientDetachProvider = Detach,
    .ClientCleanupBindingContext = Cleanup};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) { StopCli(); }

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
