// A driver author who undoes all at one label, or frees the context elsewhere
// after the wait, would be told that the handle is lost (I07, I09).
// RUN: %check_nmr %s

//--- ctx.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
  PVOID Buffer;
} CTX;
NTSTATUS CtxCreate(CTX **Out);
void CtxDestroy(CTX *Ctx);
void CtxFree(CTX *Ctx);

//--- free.c
#include "ctx.h"
void CtxFree(CTX *Ctx) {
  if (Ctx->Buffer)
    ExFreePool(Ctx->Buffer);
  ExFreePool(Ctx);
}

//--- ctx.c
#include "ctx.h"
// VERDICT: Ctx->Reg verified
NTSTATUS CtxCreate(CTX **Out) {
  NTSTATUS Status = STATUS_INSUFFICIENT_RESOURCES;
  CTX *Ctx = (CTX *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'rmN');
  if (Ctx == NULL)
    goto Fail;
  Status = NmrRegisterClient(&Ctx->Chars, Ctx, &Ctx->Reg);
  if (!NT_SUCCESS(Status))
    goto Fail;
  Ctx->Buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'rmN');
  if (Ctx->Buffer == NULL) {
    Status = STATUS_INSUFFICIENT_RESOURCES;
    goto Fail;
  }
  *Out = Ctx;
  return STATUS_SUCCESS;
Fail:
  if (Ctx != NULL)
    CtxDestroy(Ctx);
  return Status;
}
void CtxDestroy(CTX *Ctx) {
  if (Ctx->Reg != NULL) {
    NmrDeregisterClient(Ctx->Reg);
    NmrWaitForClientDeregisterComplete(Ctx->Reg);
  }
  CtxFree(Ctx);
}

//--- driver.c
#include "ctx.h"
static CTX *g_Ctx;
VOID Unload(PDRIVER_OBJECT Driver) { CtxDestroy(g_Ctx); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return CtxCreate(&g_Ctx);
}
