// A driver author would not believe that a routine of another file could have
// put one context into two variables.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct { HANDLE Handle; } CONTEXT;

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static CONTEXT *g_First, *g_Second;

NTSTATUS InitializeRest(void); // in a file that is not given

// VERDICT: Context->Handle inconclusive

static VOID Unregister(CONTEXT *Context) {
  if (NmrDeregisterProvider(Context->Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Context->Handle);
  ExFreePool(Context);
}

static NTSTATUS Register(CONTEXT **Out) {
  CONTEXT *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Context), 'x');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  if (!NT_SUCCESS(NmrRegisterProvider(&g_PC, Context, &Context->Handle))) {
    ExFreePool(Context);
    return STATUS_UNSUCCESSFUL;
  }
  *Out = Context;
  return STATUS_SUCCESS;
}

VOID StopFirst(void) {
  if (g_First) {
    Unregister(g_First);
    g_First = NULL;
  }
}
VOID StopSecond(void) {
  if (g_Second) {
    Unregister(g_Second);
    g_Second = NULL;
  }
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopSecond();
  StopFirst();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = InitializeRest();
  if (!NT_SUCCESS(Status))
    return Status;
  Status = Register(&g_First);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = Register(&g_Second);
  if (!NT_SUCCESS(Status)) {
    StopSecond();
    StopFirst();
  }
  return Status;
}
