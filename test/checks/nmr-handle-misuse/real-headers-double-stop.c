// With the headers of the real kit: V05, an interlocked guard that is never
// set.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static LONG g_Stopped;

static void Stop(void) {
  if (InterlockedExchange(&g_Stopped, 0) == 0) {
    NmrDeregisterClient(g_Cli); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  Stop();
  if (Driver->DeviceObject)
    IoDeleteDevice(Driver->DeviceObject);
  Stop();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
