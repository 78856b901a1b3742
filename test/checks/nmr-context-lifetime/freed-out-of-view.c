// A careless check would believe a name: nobody said that this function frees.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ctx->Reg inconclusive: the handle is within reach of 'PoolGive', whose body is not in view

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID PoolGive(PVOID Block);

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Ctx->Reg;
  PoolGive(g_Ctx);
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
