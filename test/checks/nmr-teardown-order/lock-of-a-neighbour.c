// A careless check would not tell the members of one object from each other.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static struct {
  ERESOURCE Other;
  ERESOURCE Lock;
} g_Locks;
#define g_Lock g_Locks.Lock
static HANDLE g_Cli;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Locks.Other);
  StopCli();
  ExDeleteResourceLite(&g_Lock);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ExDeleteResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return Status;
}
