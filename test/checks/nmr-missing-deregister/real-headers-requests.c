// I14: a careless check would fear that the system, given a device or a request of which nothing is known, writes into the context, where the handle is.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  LIST_ENTRY Link;
  PIO_WORKITEM Item;
  PIRP Irp;
} REQUEST;

typedef struct {
  HANDLE Handle;
  KSPIN_LOCK Lock;
  LIST_ENTRY Requests;
  PDEVICE_OBJECT Device, Lower;
} CONTEXT_OF_DRIVER;

static NPI_PROVIDER_CHARACTERISTICS g_Characteristics;
static CONTEXT_OF_DRIVER *g_Context;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Context->Handle verified

static VOID NTAPI Work(PDEVICE_OBJECT Device, PVOID Parameter) {
  REQUEST *Request = Parameter;
  KIRQL Old;
  KeAcquireSpinLock(&g_Context->Lock, &Old);
  RemoveEntryList(&Request->Link);
  KeReleaseSpinLock(&g_Context->Lock, Old);
  IoFreeWorkItem(Request->Item);
  Request->Irp->IoStatus.Status = STATUS_SUCCESS;
  IoCompleteRequest(Request->Irp, IO_NO_INCREMENT);
  ExFreePoolWithTag(Request, 'tset');
}

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  REQUEST *Request = ExAllocatePoolWithTag(NonPagedPool, sizeof(REQUEST), 'tset');
  KIRQL Old;
  if (Request == NULL)
    goto Fail;
  Request->Item = IoAllocateWorkItem(Device);
  if (Request->Item == NULL) {
    ExFreePoolWithTag(Request, 'tset');
    goto Fail;
  }
  Request->Irp = Irp;
  IoMarkIrpPending(Irp);
  KeAcquireSpinLock(&g_Context->Lock, &Old);
  InsertTailList(&g_Context->Requests, &Request->Link);
  KeReleaseSpinLock(&g_Context->Lock, Old);
  IoQueueWorkItem(Request->Item, Work, DelayedWorkQueue, Request);
  return STATUS_PENDING;
Fail:
  Irp->IoStatus.Status = STATUS_INSUFFICIENT_RESOURCES;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS NTAPI Forwarded(PDEVICE_OBJECT Device, PIRP Irp, PVOID Parameter) {
  if (Irp->PendingReturned)
    IoMarkIrpPending(Irp);
  return STATUS_SUCCESS;
}

static NTSTATUS NTAPI Forward(PDEVICE_OBJECT Device, PIRP Irp) {
  IoCopyCurrentIrpStackLocationToNext(Irp);
  IoSetCompletionRoutine(Irp, Forwarded, NULL, TRUE, TRUE, TRUE);
  return IoCallDriver(g_Context->Lower, Irp);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  CONTEXT_OF_DRIVER *Context = g_Context;
  if (NmrDeregisterProvider(Context->Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Context->Handle);
  IoDeleteDevice(Context->Device);
  ExFreePoolWithTag(Context, 'tset');
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  CONTEXT_OF_DRIVER *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(CONTEXT_OF_DRIVER), 'tset');
  NTSTATUS Status;
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Context, sizeof *Context);
  KeInitializeSpinLock(&Context->Lock);
  InitializeListHead(&Context->Requests);
  g_Context = Context;
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  Driver->MajorFunction[IRP_MJ_WRITE] = Forward;
  Driver->DriverUnload = Unload;
  Status = IoCreateDevice(Driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Context->Device);
  if (!NT_SUCCESS(Status))
    goto Free;
  Status = NmrRegisterProvider(&g_Characteristics, Context, &Context->Handle);
  if (NT_SUCCESS(Status))
    return Status;
  IoDeleteDevice(Context->Device);
Free:
  ExFreePoolWithTag(Context, 'tset');
  return Status;
}
