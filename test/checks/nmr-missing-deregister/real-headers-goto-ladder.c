// With the headers of the real kit: device, link, registration last.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  UNICODE_STRING Link;
  StopCli();
  RtlInitUnicodeString(&Link, L"\\DosDevices\\Sample");
  IoDeleteSymbolicLink(&Link);
  if (Driver->DeviceObject != NULL)
    IoDeleteDevice(Driver->DeviceObject);
}

static NTSTATUS NTAPI OpenClose(PDEVICE_OBJECT Device, PIRP Irp) {
  Irp->IoStatus.Status = STATUS_SUCCESS;
  Irp->IoStatus.Information = 0;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  UNICODE_STRING Name, Link;
  PDEVICE_OBJECT Device = NULL;
  NTSTATUS Status;
  RtlInitUnicodeString(&Name, L"\\Device\\Sample");
  RtlInitUnicodeString(&Link, L"\\DosDevices\\Sample");
  Status = IoCreateDevice(Driver, 0, &Name, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = IoCreateSymbolicLink(&Link, &Name);
  if (!NT_SUCCESS(Status))
    goto DeleteDevice;
  Driver->MajorFunction[IRP_MJ_CREATE] = OpenClose;
  Driver->MajorFunction[IRP_MJ_CLOSE] = OpenClose;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, Device, &g_Cli);
  if (!NT_SUCCESS(Status))
    goto DeleteLink;
  return STATUS_SUCCESS;
DeleteLink:
  IoDeleteSymbolicLink(&Link);
DeleteDevice:
  IoDeleteDevice(Device);
  return Status;
}
