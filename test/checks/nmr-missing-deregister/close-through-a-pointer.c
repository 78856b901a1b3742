// A driver author knows that the system closes every file before it unloads the
// driver, and ends the registration there, through a pointer in the context.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct CONTEXT {
  HANDLE Handle;
  VOID (*Free)(struct CONTEXT *);
} CONTEXT;

static NPI_CLIENT_CHARACTERISTICS g_CC;
__declspec(dllimport) CONTEXT *ContextOf(PVOID Request);
__declspec(dllimport) VOID SetContext(PVOID Request, CONTEXT *Context);
__declspec(dllimport) VOID SetHandlers(PVOID Create, PVOID Close);

// VERDICT: Context->Handle inconclusive

static VOID FreeContext(CONTEXT *Context) {
  if (NmrDeregisterClient(Context->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Context->Handle);
  ExFreePool(Context);
}

static NTSTATUS Create(PVOID Request) {
  CONTEXT *Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Context), 'x');
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Context->Free = FreeContext;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, Context, &Context->Handle))) {
    ExFreePool(Context);
    return STATUS_UNSUCCESSFUL;
  }
  SetContext(Request, Context);
  return STATUS_SUCCESS;
}

static NTSTATUS Close(PVOID Request) {
  CONTEXT *Context = ContextOf(Request);
  Context->Free(Context);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  SetHandlers((PVOID)Create, (PVOID)Close);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
