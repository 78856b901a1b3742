// V14: a driver author would believe that one status variable serves two calls.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

// VERDICT: g_Cli violation
// VERDICT: g_Prv verified

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded: 'Status == STATUS_PENDING' looks at the status of another call [nmr-missing-wait]
  Status = NmrDeregisterProvider(g_Prv);
  if (Status == STATUS_PENDING) {
    NmrWaitForProviderDeregisterComplete(g_Prv);
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
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
