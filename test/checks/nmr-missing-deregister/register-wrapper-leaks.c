// A driver author would believe that a copy of the handle is the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: H violation

static NTSTATUS Start(HANDLE Out) {
  HANDLE H;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &H); // WARN: H [nmr-missing-deregister]
  if (NT_SUCCESS(Status))
    Out = H;
  return Status;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(g_Cli);
}
