// A careless check would take a request, which a work item frees, for the context that the request points at.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
  ULONG Count;
} CLIENT;
typedef struct {
  CLIENT *Client;
  WORK_QUEUE_ITEM Item;
} REQUEST;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg verified

static VOID NTAPI Work(PVOID Context) {
  REQUEST *Request = Context;
  Request->Client->Count++;
  ExFreePool(Request);
}
static NTSTATUS NTAPI DeviceControl(PDEVICE_OBJECT Device, PIRP Irp) {
  REQUEST *New = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*New), 'qeR ');
  if (New != NULL) {
    New->Client = g_Client;
    ExInitializeWorkItem(&New->Item, Work, New);
    ExQueueWorkItem(&New->Item, DelayedWorkQueue);
  }
  return STATUS_SUCCESS;
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
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DeviceControl;
  Status = NmrRegisterClient(&g_Client->Chars, g_Client, &g_Client->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Client);
    return Status;
  }
  return STATUS_SUCCESS;
}
