// I07: a careless check would take the free at the label for one while the registration is live.
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
  ExFreePool(g_Ctx);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = STATUS_INSUFFICIENT_RESOURCES;
  CTX *Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (Ctx == NULL)
    goto Fail;
  Status = NmrRegisterClient(&Ctx->Chars, Ctx, &Ctx->Reg);
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
    ExFreePool(Ctx);
  }
  return Status;
}
