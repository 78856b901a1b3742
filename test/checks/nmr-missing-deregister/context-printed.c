// A driver author would not believe that printing a context's address changes
// the handle in it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct { HANDLE Handle; char Name[32]; } CONTEXT;

__declspec(dllimport) NTSTATUS RtlPrint(char *Buffer, SIZE_T Size, const char *Format, ...);

static NPI_CLIENT_CHARACTERISTICS g_CC;
static CONTEXT *g_Context;

// VERDICT: Context->Handle verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Context->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Context->Handle);
  ExFreePool(g_Context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  CONTEXT *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Context), 'x');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, Context, &Context->Handle))) {
    ExFreePool(Context);
    return STATUS_UNSUCCESSFUL;
  }
  g_Context = Context;
  Driver->DriverUnload = Unload;
  RtlPrint(Context->Name, sizeof(Context->Name), "%p", Context);
  return STATUS_SUCCESS;
}
