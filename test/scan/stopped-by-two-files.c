// A driver author would believe that the layer below notices a second stop
// (V05).
// RUN: %check_nmr %s

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli violation
NTSTATUS NetStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NetStop(void) {
  NmrDeregisterClient(g_Cli); // SCAN-WARN: g_Cli [nmr-handle-misuse]
  NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- power.c
void NetStop(void);
void PowerDown(void) { NetStop(); }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(void);
void NetStop(void);
void PowerDown(void);
VOID Unload(PDRIVER_OBJECT Driver) {
  PowerDown();
  NetStop();
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
