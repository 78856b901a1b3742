// V18: a driver author would look for globals only: this lock lies in an object.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Ctx->Reg violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

typedef struct {
  ERESOURCE Lock;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Ctx->Lock, TRUE);
  ExReleaseResourceLite(&g_Ctx->Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Ctx->Lock); // WARN: 'g_Ctx->Lock' is destroyed [nmr-teardown-order]
  if (NmrDeregisterClient(g_Ctx->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Ctx->Reg);
  ExFreePool(g_Ctx);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Ctx = ExAllocatePoolWithTag(NonPagedPool, sizeof(CTX), 'txtC');
  if (g_Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  ExInitializeResourceLite(&g_Ctx->Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Ctx->Reg);
  if (!NT_SUCCESS(Status)) {
    ExDeleteResourceLite(&g_Ctx->Lock);
    ExFreePool(g_Ctx);
  }
  Driver->DriverUnload = Unload;
  return Status;
}
