// Right: completing a request writes into the request, not into a context that was filled with zeros.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Provider;
  BOOLEAN Up;
} CONTEXT_BLOCK, *PCONTEXT_BLOCK;

static const NPI_PROVIDER_CHARACTERISTICS Characteristics;

PCONTEXT_BLOCK Context;

// VERDICT: Context->Provider verified

static NTSTATUS NTAPI Control(PDEVICE_OBJECT DeviceObject, PIRP Irp) {
  PIO_STACK_LOCATION Stack = IoGetCurrentIrpStackLocation(Irp);
  UNREFERENCED_PARAMETER(DeviceObject);
  if (Stack->Parameters.DeviceIoControl.IoControlCode == 0 && !Context->Up &&
      NT_SUCCESS(
          NmrRegisterProvider(&Characteristics, Context, &Context->Provider)))
    Context->Up = TRUE;
  Irp->IoStatus.Status = STATUS_SUCCESS;
  Irp->IoStatus.Information = 0;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

static VOID NTAPI Unload(PDRIVER_OBJECT DriverObject) {
  UNREFERENCED_PARAMETER(DriverObject);
  if (Context->Up && NmrDeregisterProvider(Context->Provider) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Context->Provider);
  ExFreePoolWithTag(Context, 'tseT');
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                           PUNICODE_STRING RegistryPath) {
  UNREFERENCED_PARAMETER(RegistryPath);
  Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(CONTEXT_BLOCK), 'tseT');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Context, sizeof(CONTEXT_BLOCK));
  DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  DriverObject->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
