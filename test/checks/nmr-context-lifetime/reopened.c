// I15, I16: a careless check would take an object of one life for that of the next.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Ctx->Reg verified

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;

static NTSTATUS Open(PDEVICE_OBJECT Device, PIRP Irp) {
  NTSTATUS Status;
  if (g_Ctx != NULL)
    return STATUS_UNSUCCESSFUL;
  g_Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (g_Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Ctx->Chars, g_Ctx, &g_Ctx->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Ctx);
    g_Ctx = NULL;
  }
  return Status;
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Ctx != NULL) {
    HANDLE Reg = g_Ctx->Reg;
    NmrDeregisterClient(Reg);
    NmrWaitForClientDeregisterComplete(Reg);
    ExFreePool(g_Ctx);
    g_Ctx = NULL;
  }
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) { Close(NULL, NULL); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Open;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
