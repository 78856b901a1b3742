// V03: a driver author would believe that the flag guards both calls.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  if (Driver->DeviceObject != NULL) {
    IoDeleteDevice(Driver->DeviceObject);
    NmrDeregisterClient(g_Cli);
  }
  NmrWaitForClientDeregisterComplete(g_Cli); // WARN: the wait for 'g_Cli' comes before its deregistration, so nothing is waited for [nmr-handle-misuse]
}
// WARN@+4: client registration 'g_Cli' may still be live when the driver is unloaded [nmr-missing-deregister]

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
