// I11 with a client and a provider: begin both, wait for both.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

// VERDICT: g_Cli verified
// VERDICT: g_Prv verified

static void BeginStop(void) {
  NmrDeregisterClient(g_Cli);
  NmrDeregisterProvider(g_Prv);
}
static void EndStop(void) {
  NmrWaitForClientDeregisterComplete(g_Cli);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  BeginStop();
  KeFlushQueuedDpcs();
  EndStop();
}

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
