// I06: a flag that is set only after success guards the teardown.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

static BOOLEAN g_CliUp;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_CliUp) {
    StopCli();
    g_CliUp = FALSE;
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(Status))
    g_CliUp = TRUE;
  return STATUS_SUCCESS;
}
