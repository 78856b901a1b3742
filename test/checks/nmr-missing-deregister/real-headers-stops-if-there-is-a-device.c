// I04: the driver object's first device is the guard: the one that was created with the registration.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
} EXTENSION;

static NPI_PROVIDER_CHARACTERISTICS g_Characteristics;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Extension->Handle verified

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  PDEVICE_OBJECT Device = Driver->DeviceObject;
  while (Device != NULL) {
    PDEVICE_OBJECT Next = Device->NextDevice;
    EXTENSION *Extension = Device->DeviceExtension;
    if (Extension->Handle &&
        NmrDeregisterProvider(Extension->Handle) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(Extension->Handle);
    IoDeleteDevice(Device);
    Device = Next;
  }
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  EXTENSION *Extension;
  NTSTATUS Status = IoCreateDevice(Driver, sizeof(EXTENSION), NULL,
                                   FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Extension = Device->DeviceExtension;
  Status = NmrRegisterProvider(&g_Characteristics, Extension,
                               &Extension->Handle);
  if (!NT_SUCCESS(Status)) {
    IoDeleteDevice(Driver->DeviceObject);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
