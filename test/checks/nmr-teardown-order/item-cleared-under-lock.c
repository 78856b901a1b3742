// A careless check would warn where the pointer is cleared under the lock that the routine takes.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static KSPIN_LOCK g_Spin;
static PIO_WORKITEM g_Item;
static IO_WORKITEM_ROUTINE Work;

static VOID NTAPI Work(PDEVICE_OBJECT Device, PVOID Context) {}

static NTSTATUS NTAPI Detach(PVOID Binding) {
  KIRQL Irql;
  KeAcquireSpinLock(&g_Spin, &Irql);
  if (g_Item != NULL)
    IoQueueWorkItem(g_Item, Work, DelayedWorkQueue, NULL);
  KeReleaseSpinLock(&g_Spin, Irql);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  PIO_WORKITEM Item;
  KIRQL Irql;
  KeAcquireSpinLock(&g_Spin, &Irql);
  Item = g_Item;
  g_Item = NULL;
  KeReleaseSpinLock(&g_Spin, Irql);
  if (Item != NULL)
    IoFreeWorkItem(Item);
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  KeInitializeSpinLock(&g_Spin);
  g_Item = IoAllocateWorkItem(Driver->DeviceObject);
  if (g_Item == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
