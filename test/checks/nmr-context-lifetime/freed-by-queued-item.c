// A careless prover would call it verified where a routine frees the context that was left beside its address in a work item.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
  WORK_QUEUE_ITEM Item;
} CLIENT;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg inconclusive: 'Work' may free what the registration keeps a pointer to

static VOID NTAPI Work(PVOID Context) { ExFreePool(Context); }

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Client->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client->Reg);
  ExFreePool(g_Client);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Client = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*g_Client), 'ilC ');
  if (g_Client == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Client->Chars, g_Client, &g_Client->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Client);
    return Status;
  }
  ExInitializeWorkItem(&g_Client->Item, Work, g_Client);
  ExQueueWorkItem(&g_Client->Item, DelayedWorkQueue);
  return STATUS_SUCCESS;
}
