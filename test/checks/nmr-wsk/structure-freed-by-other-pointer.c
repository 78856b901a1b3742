// V07: the structure is freed by a routine that runs before unload, through another copy of its address.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

typedef struct _CONTEXT_OF_DRIVER {
  ULONG Flags;
  WSK_REGISTRATION Wsk;
} CONTEXT_OF_DRIVER;

static WSK_CLIENT_NPI g_Npi;
static CONTEXT_OF_DRIVER *g_Context;
// VERDICT: Context->Wsk inconclusive

static void Stop(WSK_REGISTRATION *Wsk) { WskDeregister(Wsk); }

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Context->Flags)
    ExFreePool(g_Context);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop(&g_Context->Wsk);
  ExFreePool(g_Context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  CONTEXT_OF_DRIVER *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof *Context, 'kswn');
  NTSTATUS Status;
  if (!Context)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = WskRegister(&g_Npi, &Context->Wsk);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(Context);
    return Status;
  }
  g_Context = Context;
  Driver->MajorFunction[0] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
