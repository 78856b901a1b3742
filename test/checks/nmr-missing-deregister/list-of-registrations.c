// I09: handles in the records of a list; each is ended when its record leaves
// the list.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: P->Reg verified

typedef struct {
  LIST_ENTRY Link;
  HANDLE Reg;
} PROVIDER;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static LIST_ENTRY g_Providers;

static NTSTATUS Add(void) {
  NTSTATUS Status;
  PROVIDER *P = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*P), 'vorP');
  if (P == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterProvider(&g_PC, P, &P->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(P);
    return Status;
  }
  InsertTailList(&g_Providers, &P->Link);
  return STATUS_SUCCESS;
}

static void RemoveAll(void) {
  while (!IsListEmpty(&g_Providers)) {
    PROVIDER *P = CONTAINING_RECORD(RemoveHeadList(&g_Providers), PROVIDER, Link);
    if (NmrDeregisterProvider(P->Reg) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(P->Reg);
    ExFreePool(P);
  }
}

VOID Unload(PDRIVER_OBJECT Driver) { RemoveAll(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  InitializeListHead(&g_Providers);
  Driver->DriverUnload = Unload;
  Status = Add();
  if (NT_SUCCESS(Status))
    Status = Add();
  if (!NT_SUCCESS(Status))
    RemoveAll();
  return Status;
}
