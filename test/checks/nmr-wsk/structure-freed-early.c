// V07: the structure lies in a context that is freed before WskDeregister.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

typedef struct _CONTEXT_OF_DRIVER {
  ULONG Flags;
  WSK_REGISTRATION Wsk;
} CONTEXT_OF_DRIVER;

static WSK_CLIENT_NPI g_Npi;
static CONTEXT_OF_DRIVER *g_Context;
// VERDICT: Context->Wsk violation

static void Stop(WSK_REGISTRATION *Wsk) { WskDeregister(Wsk); }

VOID Unload(PDRIVER_OBJECT Driver) {
  CONTEXT_OF_DRIVER *Context = g_Context;
  ExFreePool(g_Context); // WARN: 'ExFreePool' frees the WSK_REGISTRATION of WSK registration 'Context->Wsk' while the registration is live [nmr-wsk]
  Stop(&Context->Wsk);
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
