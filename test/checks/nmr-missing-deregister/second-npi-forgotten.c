// A driver author would believe that one deregistration per driver is enough.
// Each NPI needs its own.
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

// VERDICT: g_Prv verified
// VERDICT: g_Prv2 violation

VOID Unload(PDRIVER_OBJECT Driver) { StopPrv(g_Prv); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC2, NULL, &g_Prv2); // WARN: g_Prv2 [nmr-missing-deregister]
  if (!NT_SUCCESS(Status)) {
    StopPrv(g_Prv);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
