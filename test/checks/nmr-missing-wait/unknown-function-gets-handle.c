// A static handle that is given away is within reach, too.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
VOID FinishTeardown(HANDLE H);

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
  FinishTeardown(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
