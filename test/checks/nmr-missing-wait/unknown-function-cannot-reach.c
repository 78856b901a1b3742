// A static handle that is given to nobody is out of reach: an unknown function
// is no excuse.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
VOID StopLogging(VOID);

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  StopLogging();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
