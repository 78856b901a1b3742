// I10: register and stop live in a layer of their own.
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
// VERDICT: g_Cli verified

NTSTATUS NetStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }

void NetStop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- driver.c
#include "net.h"
VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
