// V18: a driver author would free the table first, as nobody looks at it any more.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

typedef struct {
  ULONG Used;
  KSPIN_LOCK Lock;
} TABLE;
static TABLE *g_Table;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  KIRQL Irql;
  KeAcquireSpinLock(&g_Table->Lock, &Irql); // NOTE: 'g_Table' is used here
  KeReleaseSpinLock(&g_Table->Lock, Irql);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExFreePool(g_Table); // WARN: 'g_Table' is destroyed [nmr-teardown-order]
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Table = ExAllocatePoolWithTag(NonPagedPool, sizeof(TABLE), 'lbaT');
  if (g_Table == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ExFreePool(g_Table);
  Driver->DriverUnload = Unload;
  return Status;
}
