// A careless check would take the free of a buffer, which the context points at, in a routine that gets the context for a free of the context.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
  PVOID Buffer;
} CLIENT;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg verified

static VOID NTAPI Work(PDEVICE_OBJECT Device, PVOID Context) {
  CLIENT *Client = Context;
  if (Client->Buffer != NULL)
    ExFreePool(Client->Buffer);
  Client->Buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, 512, 'fuB ');
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
