// V01: the record was zeroed before, but it is the system that says in it what the machine is: the driver registers on
// servers, too, and stops on none.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_Handle;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle violation

static BOOLEAN IsServer(VOID) {
  RTL_OSVERSIONINFOEXW Version = {0};
  Version.dwOSVersionInfoSize = sizeof Version;
  RtlGetVersion((RTL_OSVERSIONINFOW *)&Version);
  return Version.wProductType == 3;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (!IsServer() && NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Characteristics, NULL, &g_Handle); // WARN: g_Handle [nmr-missing-deregister]
}
