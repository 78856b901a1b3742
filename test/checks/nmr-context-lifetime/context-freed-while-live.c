// V07: a driver author would believe that saving the handle is all it takes to free the context first.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ctx->Reg violation

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static void FreeContext(CTX *Ctx) {
  ExFreePoolWithTag(Ctx, 'xtC '); // WARN: of client registration 'Ctx->Reg' while the registration is live [nmr-context-lifetime]
  // NOTE@-1: call 'NmrDeregisterClient' first, and 'NmrWaitForClientDeregisterComplete' if it returns STATUS_PENDING
}

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Ctx->Reg;
  FreeContext(g_Ctx);
  StopReg(Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  CTX *Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&Ctx->Chars, Ctx, &Ctx->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePoolWithTag(Ctx, 'xtC ');
    return Status;
  }
  g_Ctx = Ctx;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
