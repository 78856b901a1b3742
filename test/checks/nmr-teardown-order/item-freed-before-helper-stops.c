// V18: the work item that the detach routine queues is freed before a helper stops the client.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

static HANDLE g_Client;
static PIO_WORKITEM g_Item;
IO_WORKITEM_ROUTINE Drain;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Client violation

static NTSTATUS Detach(PVOID Binding) {
  IoQueueWorkItem(g_Item, Drain, DelayedWorkQueue, NULL);
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static VOID Stop(HANDLE Handle) {
  if (NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  IoFreeWorkItem(g_Item); // WARN: 'g_Item' is destroyed before client registration 'g_Client' has ended, and its routine 'Detach' uses it [nmr-teardown-order]
  Stop(g_Client);
}

VOID Drain(PDEVICE_OBJECT Device, PVOID Context) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Item = IoAllocateWorkItem(Driver->DeviceObject);
  if (g_Item == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Client);
  if (!NT_SUCCESS(Status))
    IoFreeWorkItem(g_Item);
  return Status;
}
