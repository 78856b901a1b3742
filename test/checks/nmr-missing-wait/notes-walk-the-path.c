// A warning is proven by its notes: registration, assumption, end of the image.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) { // NOTE#3: the system calls 'Unload'
  // NOTE#4@+2: 'NmrDeregisterClient' returns STATUS_PENDING
  // NOTE#7@+1: call 'NmrWaitForClientDeregisterComplete'
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded [nmr-missing-wait]
  if (Driver->DeviceObject == NULL) // NOTE#5: assuming 'Driver->DeviceObject == NULL' is true
    return; // NOTE#6: 'Unload' returns here, and the driver's image is unmapped
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}
// NOTE#1@+3: the system calls 'DriverEntry'
// NOTE#2@+4: 'NmrRegisterClient' succeeds: 'g_Cli' is registered

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
