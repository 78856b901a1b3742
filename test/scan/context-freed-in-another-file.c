// V07: an author would believe that the file that frees must be the one that registers.
// RUN: %check_nmr %s

//--- ctx.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
extern CTX *g_Ctx;
VOID CtxDestroy(CTX *Ctx);

//--- ctx.c
#include "ctx.h"
VOID CtxDestroy(CTX *Ctx) {
  ExFreePool(Ctx); // SCAN-WARN: may still be pending [nmr-context-lifetime]
}

//--- driver.c
#include "ctx.h"
CTX *g_Ctx;
// VERDICT: g_Ctx->Reg violation

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Ctx->Reg;
  NmrDeregisterClient(Reg);
  CtxDestroy(g_Ctx);
  NmrWaitForClientDeregisterComplete(Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (g_Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Ctx->Chars, g_Ctx, &g_Ctx->Reg);
  if (!NT_SUCCESS(Status))
    ExFreePool(g_Ctx);
  Driver->DriverUnload = Unload;
  return Status;
}
