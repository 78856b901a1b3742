// A careless check would warn of a free in a callback, of which it is not known whether it runs before the one that ends the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Ctx->Reg inconclusive: {{.*}}

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static BOOLEAN g_Stopped;

static NTSTATUS Stop(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Ctx != NULL && !g_Stopped) {
    StopReg(g_Ctx->Reg);
    g_Stopped = TRUE;
  }
  return STATUS_SUCCESS;
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Ctx != NULL)
    ExFreePool(g_Ctx);
  g_Ctx = NULL;
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (g_Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Ctx->Chars, g_Ctx, &g_Ctx->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Ctx);
    g_Ctx = NULL;
    return Status;
  }
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Stop;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
