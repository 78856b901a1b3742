// V05: a driver author would believe that nobody calls unload after a partial
// failure that loads anyway.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli) {
    NmrDeregisterClient(g_Cli); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device))) {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
  return STATUS_SUCCESS;
}
