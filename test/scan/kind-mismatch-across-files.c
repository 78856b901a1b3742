// V12 across files: the layer takes any HANDLE.
// RUN: %check_nmr %s

//--- stop.c
#include <wdk-mini.h>
#include <netioddk.h>
void StopReg(HANDLE H) {
  NmrDeregisterClient(H); // SCAN-WARN: g_Prv [nmr-handle-misuse]
  NmrWaitForClientDeregisterComplete(H);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void StopReg(HANDLE H);
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;
// VERDICT: g_Prv violation
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Prv); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
