// With the headers of the real kit: an interlocked exchange lets one stop
// through.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static LONG g_Stopped;

static void Stop(void) {
  if (InterlockedExchange(&g_Stopped, 1) == 0) {
    NmrDeregisterClient(g_Cli);
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
