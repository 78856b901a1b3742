// V12: a driver author would believe that the two handles are in the right
// order.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

// VERDICT: g_Cli violation
// VERDICT: g_Prv violation

static void StopBoth(HANDLE Client, HANDLE Provider) {
  if (NmrDeregisterClient(Client) == STATUS_PENDING) // WARN: 'NmrDeregisterClient' is called on 'g_Prv', the handle of a provider registration [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(Client);
  if (NmrDeregisterProvider(Provider) == STATUS_PENDING) // WARN: 'NmrDeregisterProvider' is called on 'g_Cli', the handle of a client registration [nmr-handle-misuse]
    NmrWaitForProviderDeregisterComplete(Provider);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopBoth(g_Prv, g_Cli); }

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
