// V04: a driver author would believe that this variable is the one that is
// registered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation
// VERDICT: g_Old violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli, g_Old;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Old); // WARN: 'NmrDeregisterClient' is called on 'g_Old', which is not registered on this path [nmr-handle-misuse]
  NmrWaitForClientDeregisterComplete(g_Old);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: client registration 'g_Cli' may still be live when the driver is unloaded [nmr-missing-deregister]
}
