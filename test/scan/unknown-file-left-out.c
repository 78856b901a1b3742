// A file that is not given makes the verdict inconclusive, never a guess.
// RUN: %check_nmr %s

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
// VERDICT: g_Cli inconclusive
NTSTATUS NetStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(void);
void NetStop(void);
VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NetStart();
}
