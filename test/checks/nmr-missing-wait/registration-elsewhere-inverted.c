// V14 in a unit that shows no registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded: '!NT_SUCCESS(Status)' is false for STATUS_PENDING [nmr-missing-wait]
  if (!NT_SUCCESS(Status))
    NmrWaitForClientDeregisterComplete(g_Cli);
}
