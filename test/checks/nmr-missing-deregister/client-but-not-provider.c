// A driver author would believe that the client's end is the module's end.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC, g_PC2;
static HANDLE g_Cli, g_Prv, g_Prv2;

static void StopCli(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

static void StopPrv(HANDLE H) {
  if (NmrDeregisterProvider(H) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(H);
}

// VERDICT: g_Cli verified
// VERDICT: g_Prv violation

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv); // WARN: g_Prv [nmr-missing-deregister]
  if (!NT_SUCCESS(Status)) {
    StopCli(g_Cli);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
