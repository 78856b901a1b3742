// V05: a driver author would not think of the unload routine as a routine that the system calls for other reasons, too.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Cli violation

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING) // WARN: g_Cli [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status)) {
    g_Cli = NULL;
    return Status;
  }
  IoRegisterDriverReinitialization(Driver, (PDRIVER_REINITIALIZE)Unload, NULL);
  return Status;
}
