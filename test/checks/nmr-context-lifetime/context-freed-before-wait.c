// V07: a driver author would believe that a context is of no use to anyone once it is deregistered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ctx->Reg violation

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Ctx->Reg;
  NTSTATUS Status = NmrDeregisterClient(Reg); // NOTE: returns STATUS_PENDING
  ExFreePoolWithTag(g_Ctx, 'xtC '); // WARN: 'ExFreePoolWithTag' frees the characteristics of client registration 'Ctx->Reg' while its deregistration may still be pending [nmr-context-lifetime]
  // NOTE@-1: the memory is freed here
  // NOTE@-2: call 'NmrWaitForClientDeregisterComplete' first
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
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
