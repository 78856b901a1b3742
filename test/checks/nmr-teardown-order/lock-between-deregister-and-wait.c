// V18: a driver author would believe that the detach routines have run when the deregister call returns.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  ExDeleteResourceLite(&g_Lock); // WARN: 'g_Lock' is destroyed before [nmr-teardown-order]
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
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
