// A driver author who never lets the driver be unloaded would be told to stop
// what may live for ever (I18).
// RUN: %check_nmr %s

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;
// VERDICT: g_Prv verified
NTSTATUS NetStart(void) { return NmrRegisterProvider(&g_PC, NULL, &g_Prv); }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(void);
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  return NetStart();
}
