// A tool would not know a structure again that lies in an allocated context.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

typedef struct _CONTEXT_OF_DRIVER {
  ULONG Flags;
  WSK_REGISTRATION Wsk;
} CONTEXT_OF_DRIVER;

static WSK_CLIENT_NPI g_Npi;
static CONTEXT_OF_DRIVER *g_Context;
// VERDICT: Context->Wsk verified

static void Stop(WSK_REGISTRATION *Wsk) { WskDeregister(Wsk); }

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
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
