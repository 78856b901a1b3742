// V18: a driver author would believe that what was made first must go first.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE); // NOTE: 'g_Lock' is used here
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Lock); // WARN: 'g_Lock' is destroyed before client registration 'g_Cli' has ended, and its routine 'Detach' uses it [nmr-teardown-order]
  // NOTE@-1: 'g_Lock' is destroyed here
  // NOTE@-2: destroy it after 'NmrWaitForClientDeregisterComplete'
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ExDeleteResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return Status;
}
