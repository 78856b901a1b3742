// I09: the object is freed later through a list; the registration was over
// before.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;


// VERDICT: Ctx->Reg verified

typedef struct CTX {
  LIST_ENTRY Link;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static LIST_ENTRY g_Dead;

static void DeferFree(CTX *Ctx) { InsertTailList(&g_Dead, &Ctx->Link); }

static void Reap(void) {
  while (!IsListEmpty(&g_Dead))
    ExFreePool(CONTAINING_RECORD(RemoveHeadList(&g_Dead), CTX, Link));
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Ctx->Reg);
  NmrWaitForClientDeregisterComplete(g_Ctx->Reg);
  DeferFree(g_Ctx);
  g_Ctx = NULL;
  Reap();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  CTX *Ctx = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Ctx), 'xtC ');
  if (Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  InitializeListHead(&g_Dead);
  Status = NmrRegisterClient(&g_CC, Ctx, &Ctx->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(Ctx);
    return Status;
  }
  g_Ctx = Ctx;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
