// A driver author would believe that StopAndWait waits.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static void StopAndWait(HANDLE H) {
  NmrDeregisterClient(H); // WARN: g_Cli [nmr-missing-wait]
}

VOID Unload(PDRIVER_OBJECT Driver) { StopAndWait(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
