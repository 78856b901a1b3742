// A driver author whose context lies on the heap, is made and freed by another file (I09), and has one failure label (I07)
// would be told that the memory goes too early, or that the handle does.
// RUN: %check_nmr %s

//--- context.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  HANDLE Reg;
  PVOID Buffer;
  NPI_CLIENT_CHARACTERISTICS Chars;
} CONTEXT;
CONTEXT *ContextCreate(void);
void ContextFree(CONTEXT *Context);
NTSTATUS ContextStart(CONTEXT *Context);
void ContextStop(CONTEXT *Context);

//--- context.c
#include "context.h"
CONTEXT *ContextCreate(void) {
  return ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CONTEXT), 'txtC');
}
void ContextFree(CONTEXT *Context) {
  if (Context->Buffer != NULL)
    ExFreePool(Context->Buffer);
  ExFreePool(Context);
}

//--- registration.c
#include "context.h"
// VERDICT: Context->Reg verified
NTSTATUS ContextStart(CONTEXT *Context) {
  return NmrRegisterClient(&Context->Chars, Context, &Context->Reg);
}
void ContextStop(CONTEXT *Context) {
  if (NmrDeregisterClient(Context->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Context->Reg);
  Context->Reg = NULL;
}

//--- driver.c
#include "context.h"
static CONTEXT *g_Context;
VOID Unload(PDRIVER_OBJECT Driver) {
  ContextStop(g_Context);
  ContextFree(g_Context);
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = STATUS_INSUFFICIENT_RESOURCES;
  g_Context = ContextCreate();
  if (g_Context == NULL)
    goto Fail;
  Status = ContextStart(g_Context);
  if (!NT_SUCCESS(Status)) {
    g_Context->Reg = NULL;
    goto Fail;
  }
  g_Context->Buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'fuB ');
  if (g_Context->Buffer == NULL) {
    Status = STATUS_INSUFFICIENT_RESOURCES;
    goto Fail;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
Fail:
  if (g_Context != NULL) {
    if (g_Context->Reg != NULL)
      ContextStop(g_Context);
    ContextFree(g_Context);
  }
  return Status;
}
