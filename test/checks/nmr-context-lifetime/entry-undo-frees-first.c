// V07: a driver author would believe that nothing can be attached yet when DriverEntry fails.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Ctx->Reg violation

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  PDEVICE_OBJECT Device;
  HANDLE Reg;
  g_Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(CTX), 'xtC ');
  if (g_Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Ctx->Chars, g_Ctx, &g_Ctx->Reg);
  if (!NT_SUCCESS(Status))
    goto Free;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (NT_SUCCESS(Status))
    return STATUS_SUCCESS;
  Reg = g_Ctx->Reg;
  NmrDeregisterClient(Reg);
  ExFreePool(g_Ctx); // WARN: may still be pending [nmr-context-lifetime]
  NmrWaitForClientDeregisterComplete(Reg);
  return Status;
Free:
  ExFreePool(g_Ctx);
  return Status;
}
