// I29: a careless check would take the routines of one registration for those of the other.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified
// VERDICT: g_Prv verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static HANDLE g_Prv;

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

static NTSTATUS NTAPI ProviderDetach(PVOID Binding) { return STATUS_SUCCESS; }
static NPI_PROVIDER_CHARACTERISTICS g_PC = {.ProviderDetachClient = ProviderDetach};

static void StopPrv(void) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  StopCli();
  ExDeleteResourceLite(&g_Lock);
  StopPrv();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status))
    StopCli();
  Driver->DriverUnload = Unload;
  return Status;
}
