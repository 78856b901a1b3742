// I13: registering the client runs no routine of the provider, which is not
// registered yet, so nobody has stopped the client when that fails.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified
// VERDICT: g_Prv verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

static VOID StopCli(VOID) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = NULL;
}

static NTSTATUS PrvDetach(PVOID Binding) {
  StopCli();
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
  StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  g_PC.ProviderDetachClient = PrvDetach;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status)) {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
