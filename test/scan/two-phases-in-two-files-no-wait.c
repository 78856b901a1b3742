// A driver author would believe that NetBeginStop does it all; the option
// keeps clang-tidy silent, the whole driver shows it.
// RUN: %check_nmr %s --waits-elsewhere

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
// VERDICT: g_Cli violation

NTSTATUS NetStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NetBeginStop(void) {
  NmrDeregisterClient(g_Cli); // SCAN-WARN: g_Cli [nmr-missing-wait]
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(void);
void NetBeginStop(void);

VOID Unload(PDRIVER_OBJECT Driver) { NetBeginStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
