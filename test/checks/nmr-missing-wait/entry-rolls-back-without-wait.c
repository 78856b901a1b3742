// A driver author would believe that rolling back in DriverEntry needs no
// wait. Unload is not called then.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

VOID Unload(PDRIVER_OBJECT Driver) {
  IoDeleteDevice(Driver->DeviceObject);
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
