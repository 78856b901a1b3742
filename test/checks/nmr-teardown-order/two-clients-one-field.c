// A careless check would take the detach routine of another client for this one's: they are in the same field.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified
// VERDICT: g_Second verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static HANDLE g_Second;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

static NTSTATUS NTAPI SecondDetach(PVOID Binding) { return STATUS_SUCCESS; }
static NPI_CLIENT_CHARACTERISTICS g_CC2 = {.ClientDetachProvider = SecondDetach};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  StopCli();
  ExDeleteResourceLite(&g_Lock);
  if (NmrDeregisterClient(g_Second) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Second);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC2, NULL, &g_Second);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status) && NmrDeregisterClient(g_Second) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Second);
  Driver->DriverUnload = Unload;
  return Status;
}
