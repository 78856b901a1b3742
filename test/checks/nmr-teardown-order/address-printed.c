// Silent: the detach routine prints where the lock is, and looks at nothing there.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Context) {
  DbgPrint("the lock is at %p\n", &g_Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Lock);
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ExDeleteResourceLite(&g_Lock);
  else
    Driver->DriverUnload = Unload;
  return Status;
}
