// A driver author would believe that somebody calls NetStop.
// RUN: %check_nmr %s

//--- net.h
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(void);
void NetStop(void);

//--- net.c
#include "net.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli violation

NTSTATUS NetStart(void) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // SCAN-WARN: g_Cli [nmr-missing-deregister]
}

void NetStop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- driver.c
#include "net.h"
VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
