// A static handle whose address stays at home is out of every other file's
// reach.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

VOID NetStop(VOID);

VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
