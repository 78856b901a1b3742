// V06: a driver author would believe that the order of these two lines does
// not matter.
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
  g_Cli = NULL;
  if (g_Cli != NULL)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: the handle of client registration 'g_Cli' is lost while the registration is live [nmr-missing-deregister]
}
