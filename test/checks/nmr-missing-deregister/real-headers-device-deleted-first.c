// V01: the device is deleted first, and the driver then stops only if it has one.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_PROVIDER_CHARACTERISTICS g_Characteristics;
static HANDLE g_Handle;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle violation

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  IoDeleteDevice(Driver->DeviceObject);
  if (Driver->DeviceObject != NULL) // NOTE: 'Driver->DeviceObject != NULL' is false here
    if (NmrDeregisterProvider(g_Handle) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(g_Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status =
      IoCreateDevice(Driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_Characteristics, NULL, &g_Handle); // WARN: g_Handle [nmr-missing-deregister]
  if (!NT_SUCCESS(Status)) {
    IoDeleteDevice(Device);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
