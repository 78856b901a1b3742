// V06: the device is started again, and its extension zeroed for that, with the
// handle in it. Which requests come in which order is not known, so no warning.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  ULONG Started;
} EXTENSION;

static NPI_PROVIDER_CHARACTERISTICS g_Characteristics;
static PDEVICE_OBJECT g_Device;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Extension->Handle inconclusive

static NTSTATUS NTAPI Pnp(PDEVICE_OBJECT Device, PIRP Irp) {
  EXTENSION *Extension = Device->DeviceExtension;
  if (IoGetCurrentIrpStackLocation(Irp)->MinorFunction ==
      IRP_MN_START_DEVICE) {
    RtlZeroMemory(Extension, sizeof *Extension);
    Extension->Started = 1;
  }
  Irp->IoStatus.Status = STATUS_SUCCESS;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  EXTENSION *Extension = g_Device->DeviceExtension;
  if (Extension->Handle &&
      NmrDeregisterProvider(Extension->Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Extension->Handle);
  IoDeleteDevice(g_Device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  EXTENSION *Extension;
  NTSTATUS Status = IoCreateDevice(Driver, sizeof(EXTENSION), NULL,
                                   FILE_DEVICE_NETWORK, 0, FALSE, &g_Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Extension = g_Device->DeviceExtension;
  Status = NmrRegisterProvider(&g_Characteristics, Extension,
                               &Extension->Handle);
  if (!NT_SUCCESS(Status)) {
    IoDeleteDevice(g_Device);
    return Status;
  }
  Driver->MajorFunction[IRP_MJ_PNP] = Pnp;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
