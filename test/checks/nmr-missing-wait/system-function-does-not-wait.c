// The operating system does not wait on a driver's behalf.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  KeFlushQueuedDpcs();
  IoDeleteDevice(Driver->DeviceObject);
}
