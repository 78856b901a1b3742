// V01: a driver author would keep the handle in the part of a request that is free to use, and use the request again, which clears it.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  ULONG_PTR Flags;
} OVERLAY;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static PIRP g_Irp;
static PDEVICE_OBJECT g_Lower;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Handle inconclusive: it depends on which callbacks the system runs, and in which order

static OVERLAY *overlay(PIRP Irp) { return (OVERLAY *)&Irp->Tail.Overlay.DriverContext[0]; }

static NTSTATUS NTAPI Done(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context) {
  IoReuseIrp(Irp, STATUS_SUCCESS);
  return STATUS_MORE_PROCESSING_REQUIRED;
}

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  IoSetCompletionRoutine(g_Irp, Done, NULL, TRUE, TRUE, TRUE);
  IoCallDriver(g_Lower, g_Irp);
  Irp->IoStatus.Status = STATUS_SUCCESS;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  HANDLE Handle = overlay(g_Irp)->Handle;
  if (Handle != NULL && NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
  IoFreeIrp(g_Irp);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE Handle;
  NTSTATUS Status;
  g_Irp = IoAllocateIrp(2, FALSE);
  if (g_Irp == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  Status = NmrRegisterClient(&g_CC, NULL, &Handle);
  if (!NT_SUCCESS(Status))
    IoFreeIrp(g_Irp);
  else
    overlay(g_Irp)->Handle = Handle;
  return Status;
}
