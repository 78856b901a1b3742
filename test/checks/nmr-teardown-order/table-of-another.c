// A careless check would take two objects of one type for one.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE *g_Used, *g_Unused;
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(g_Used, TRUE);
  ExReleaseResourceLite(g_Used);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g_Unused != NULL) {
    ExDeleteResourceLite(g_Unused);
    ExFreePool(g_Unused);
  }
  StopCli();
  ExDeleteResourceLite(g_Used);
  ExFreePool(g_Used);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Used = ExAllocatePoolWithTag(NonPagedPool, sizeof(*g_Used), 'kcoL');
  if (g_Used == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  g_Unused = ExAllocatePoolWithTag(NonPagedPool, sizeof(*g_Used), 'kcoL');
  ExInitializeResourceLite(g_Used);
  if (g_Unused != NULL)
    ExInitializeResourceLite(g_Unused);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  Driver->DriverUnload = Unload;
  return Status;
}
