// I11 across files: begin in one, wait in the other. The first alone would be
// told on, hence the option.
// RUN: %check_nmr %s --waits-elsewhere

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
// VERDICT: g_Cli verified

NTSTATUS NetStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NetBeginStop(void) { NmrDeregisterClient(g_Cli); }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
NTSTATUS NetStart(void);
void NetBeginStop(void);

VOID Unload(PDRIVER_OBJECT Driver) {
  NetBeginStop();
  KeFlushQueuedDpcs();
  NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
