// An external handle is within the reach of a function that is not in view,
// which may deregister it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;


// VERDICT: g_Cli inconclusive

VOID NetStop(VOID);

VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
