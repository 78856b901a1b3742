// A driver author would believe that waiting first lets callbacks drain (V03).
// RUN: %check_nmr %s

//--- drain.c
#include <wdk-mini.h>
#include <netioddk.h>
void Drain(HANDLE H) {
  NmrWaitForProviderDeregisterComplete(H); // SCAN-WARN: g_Prv [nmr-handle-misuse]
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void Drain(HANDLE H);
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;
// VERDICT: g_Prv violation

VOID Unload(PDRIVER_OBJECT Driver) {
  Drain(g_Prv);
  NmrDeregisterProvider(g_Prv);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
