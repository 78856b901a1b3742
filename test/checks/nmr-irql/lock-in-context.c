// V09: the lock is where the handle is, in an object of which there may be many. One
// routine releases the lock of the same object first.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
  KSPIN_LOCK Lock;
} CTX;
static CTX *g_Ctx;

static void StopLocked(CTX *C) {
  KIRQL Old;
  KeAcquireSpinLock(&C->Lock, &Old);
  if (NmrDeregisterClient(C->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(C->Reg);
  // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, with spin lock 'C->Lock' held [nmr-irql]
  KeReleaseSpinLock(&C->Lock, Old);
}
static void Stop(CTX *C) {
  KIRQL Old;
  HANDLE Reg;
  KeAcquireSpinLock(&C->Lock, &Old);
  Reg = C->Reg;
  C->Reg = NULL;
  KeReleaseSpinLock(&C->Lock, Old);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Ctx->Chars.Version)
    Stop(g_Ctx);
  else
    StopLocked(g_Ctx);
  ExFreePool(g_Ctx);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Ctx = (CTX *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC');
  if (!g_Ctx)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Ctx->Chars, g_Ctx, &g_Ctx->Reg); // VERDICT: g_Ctx->Reg verified
  if (!NT_SUCCESS(Status))
    ExFreePool(g_Ctx);
  return Status;
}
