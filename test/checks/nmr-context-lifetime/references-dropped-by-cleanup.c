// A careless check would forget, from one call to the next, that a count is only guessed: the context whose reference a cleanup routine drops may be any.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Characteristics;
  HANDLE Handle;
  volatile LONG References;
  ULONG Calls;
} CONTEXT_OF_DRIVER;

static CONTEXT_OF_DRIVER *g_Context;

// VERDICT: Context->Handle inconclusive: {{.*}}

static void Reference(CONTEXT_OF_DRIVER *Context) { InterlockedIncrement(&Context->References); }

static void Dereference(CONTEXT_OF_DRIVER *Context) {
  if (InterlockedDecrement(&Context->References) == 0)
    ExFreePoolWithTag(Context, 'txtc');
}

static NTSTATUS Attach(HANDLE Binding, PVOID Parameter, PNPI_REGISTRATION_INSTANCE Provider) {
  static PVOID BindingOfProvider;
  static const VOID *Dispatch;
  NTSTATUS Status;
  Reference(Parameter);
  Status = NmrClientAttachProvider(Binding, Parameter, &g_Context, &BindingOfProvider, &Dispatch);
  if (!NT_SUCCESS(Status))
    Dereference(Parameter);
  return Status;
}

static NTSTATUS Detach(PVOID Parameter) { return STATUS_SUCCESS; }

static VOID Cleanup(PVOID Parameter) { Dereference(Parameter); }

VOID Unload(PDRIVER_OBJECT Driver) {
  CONTEXT_OF_DRIVER *Context = g_Context;
  Reference(Context);
  Context->Calls = 0;
  Dereference(Context);
  if (NmrDeregisterClient(Context->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Context->Handle);
  Dereference(Context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  CONTEXT_OF_DRIVER *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Context), 'txtc');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Context, sizeof(*Context));
  Context->References = 1;
  Context->Characteristics.ClientAttachProvider = Attach;
  Context->Characteristics.ClientDetachProvider = Detach;
  Context->Characteristics.ClientCleanupBindingContext = Cleanup;
  Status = NmrRegisterClient(&Context->Characteristics, Context, &Context->Handle);
  if (!NT_SUCCESS(Status)) {
    Dereference(Context);
    return Status;
  }
  g_Context = Context;
  Driver->DriverUnload = Unload;
  return Status;
}
