// I26: names may mislead; the data flow is right.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

// VERDICT: g_Cli verified
// VERDICT: g_Prv verified

static void StopBoth(HANDLE Provider, HANDLE binding_handle) {
  if (NmrDeregisterClient(Provider) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Provider);
  if (NmrDeregisterProvider(binding_handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(binding_handle);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopBoth(g_Cli, g_Prv); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterProvider(g_Prv);
    NmrWaitForProviderDeregisterComplete(g_Prv);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
