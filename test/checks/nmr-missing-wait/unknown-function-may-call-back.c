// An unknown function may call any externally visible function, one that waits
// among them.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
VOID RunTeardownSteps(VOID);

VOID TeardownStep(VOID) { NmrWaitForClientDeregisterComplete(g_Cli); }

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
  RunTeardownSteps();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
