// V14: a driver author would believe that TRUE from the wrapper says that all
// is done.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static BOOLEAN Begin(HANDLE H) { return NT_SUCCESS(NmrDeregisterClient(H)); } // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded [nmr-missing-wait]

VOID Unload(PDRIVER_OBJECT Driver) {
  if (!Begin(g_Cli))
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
