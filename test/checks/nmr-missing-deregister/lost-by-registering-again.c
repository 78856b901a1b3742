// V06: a driver author would believe that a second registration into the same
// variable replaces the first.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation
// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: the handle of client registration 'g_Cli' is lost while the registration is live [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, Driver, &g_Cli);
  if (!NT_SUCCESS(Status))
    StopCli();
  return Status;
}
