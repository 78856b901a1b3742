// V05: a driver author would believe that a completion routine runs later. The context that it is given is the one that its caller goes on with.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Characteristics;
  HANDLE Handle;
  BOOLEAN Registered;
  PIRP Irp;
} CONTEXT_OF_DRIVER;

static CONTEXT_OF_DRIVER *g_Context;
static PDEVICE_OBJECT g_Lower;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Context->Handle inconclusive: 'Stop' may deregister it before a call returns

static void Stop(CONTEXT_OF_DRIVER *Context) {
  if (NmrDeregisterClient(Context->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Context->Handle);
}

static NTSTATUS NTAPI Done(PDEVICE_OBJECT Device, PIRP Irp, PVOID Parameter) {
  CONTEXT_OF_DRIVER *Context = Parameter;
  if (Context->Registered) {
    Context->Registered = FALSE;
    Stop(Context);
  }
  return STATUS_MORE_PROCESSING_REQUIRED;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  CONTEXT_OF_DRIVER *Context = g_Context;
  if (Context->Registered) {
    IoSetCompletionRoutine(Context->Irp, Done, Context, TRUE, TRUE, TRUE);
    IoCallDriver(g_Lower, Context->Irp);
    Stop(Context);
  }
  IoFreeIrp(Context->Irp);
  ExFreePoolWithTag(Context, 'txtc');
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  CONTEXT_OF_DRIVER *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Context), 'txtc');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Context, sizeof(*Context));
  Context->Irp = IoAllocateIrp(2, FALSE);
  if (Context->Irp == NULL) {
    ExFreePoolWithTag(Context, 'txtc');
    return STATUS_INSUFFICIENT_RESOURCES;
  }
  g_Context = Context;
  g_Lower = Driver->DeviceObject;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&Context->Characteristics, Context, &Context->Handle);
  if (NT_SUCCESS(Status)) {
    Context->Registered = TRUE;
  } else {
    IoFreeIrp(Context->Irp);
    ExFreePoolWithTag(Context, 'txtc');
  }
  return Status;
}
