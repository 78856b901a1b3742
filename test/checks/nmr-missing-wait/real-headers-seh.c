// With the headers of the real kit: __finally runs on every way out.
// RUN: %check_nmr %s -- -fms-extensions

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static PDEVICE_OBJECT g_Device;

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  __try {
    if (g_Device == NULL)
      __leave;
    IoDeleteDevice(g_Device);
  } __finally {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
