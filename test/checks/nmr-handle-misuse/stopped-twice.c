// V05: a driver author would believe that stopping twice does no harm.
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

VOID Unload(PDRIVER_OBJECT Driver) {
  StopCli();
  StopCli();
}
// WARN@-10: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
