// V01: a driver author would not see that a flag and a list entry lie in one place of a union.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef union {
  LIST_ENTRY Link;
  struct {
    ULONG_PTR Registered;
    HANDLE Handle;
  } State;
} MODULE;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static MODULE g_Module;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Module.State.Handle inconclusive: it depends on which callbacks the system runs, and in which order, for instance 'Control'

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  RtlZeroMemory(*(PLIST_ENTRY *)Device->DeviceExtension, sizeof(LIST_ENTRY));
  Irp->IoStatus.Status = STATUS_SUCCESS;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  HANDLE Handle = g_Module.State.Handle;
  if (g_Module.State.Registered && NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
  IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status =
      IoCreateDevice(Driver, sizeof(PLIST_ENTRY), NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  *(PLIST_ENTRY *)Device->DeviceExtension = &g_Module.Link;
  Driver->DriverUnload = Unload;
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Module.State.Handle)))
    g_Module.State.Registered = 1;
  return STATUS_SUCCESS;
}
