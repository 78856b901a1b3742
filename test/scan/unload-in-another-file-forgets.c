// Only the whole driver can show that nobody deregisters.
// RUN: %check_nmr %s

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
DRIVER_UNLOAD Unload;
// VERDICT: g_Cli violation

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // SCAN-WARN: g_Cli [nmr-missing-deregister]
}

//--- unload.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) { g_Cli = NULL; }
