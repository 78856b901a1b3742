// V14: a driver author would believe that STATUS_PENDING is a failure code.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  if (!NT_SUCCESS(NmrDeregisterClient(g_Cli))) // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded: '!NT_SUCCESS(NmrDeregisterClient(g_Cli))' is false for STATUS_PENDING [nmr-missing-wait]
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
