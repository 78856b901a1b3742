// A careless prover would call it verified where a work item frees the context, which it knows by its parameter alone.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} CLIENT;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg inconclusive: 'Work' may free what the registration keeps a pointer to

static VOID NTAPI Work(PDEVICE_OBJECT Device, PVOID Context) {
  ExFreePoolWithTag(Context, 'ilC ');
}

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
  IoQueueWorkItem(IoAllocateWorkItem(Driver->DeviceObject), Work, DelayedWorkQueue, g_Client);
  return STATUS_SUCCESS;
}
