// What comes behind a loop that waits for another thread must not pass as
// verified: here, the wait is missing.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive: 'Unload' loops until something changes that nothing in view changes meanwhile

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static volatile LONG g_Busy;

VOID Unload(PDRIVER_OBJECT Driver) {
  g_Busy = 1;
  while (g_Busy)
    ;
  NmrDeregisterClient(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
