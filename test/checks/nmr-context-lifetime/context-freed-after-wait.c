// I09: a careless check would take the free for one that comes too early, as the handle lies in the object.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ctx->Reg verified

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopReg(g_Ctx->Reg);
  ExFreePoolWithTag(g_Ctx, 'xtC ');
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
