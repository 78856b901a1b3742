// I07: one failure label; each later step is guarded by what was set.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;


// VERDICT: Ctx->Reg verified

typedef struct {
  PVOID Buffer;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;

static void StopReg(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopReg(g_Ctx->Reg);
  ExFreePool(g_Ctx->Buffer);
  ExFreePool(g_Ctx);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = STATUS_INSUFFICIENT_RESOURCES;
  PDEVICE_OBJECT Device;
  CTX *Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Ctx), 'xtC ');
  if (Ctx == NULL)
    goto Fail;
  Ctx->Buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, 'fuB ');
  if (Ctx->Buffer == NULL)
    goto Fail;
  Status = NmrRegisterClient(&g_CC, Ctx, &Ctx->Reg);
  if (!NT_SUCCESS(Status))
    goto Fail;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    goto Fail;
  g_Ctx = Ctx;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
Fail:
  if (Ctx != NULL) {
    if (Ctx->Reg != NULL)
      StopReg(Ctx->Reg);
    if (Ctx->Buffer != NULL)
      ExFreePool(Ctx->Buffer);
    ExFreePool(Ctx);
  }
  return Status;
}
