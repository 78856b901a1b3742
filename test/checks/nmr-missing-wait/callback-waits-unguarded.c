// I29 by the order in which the NMR calls: detach runs once, before the
// provider's wait is over. Nothing in the code shows it, so nobody may speak.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_OtherCli inconclusive
// VERDICT: g_Prv verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_OtherCli, g_Prv;

static NTSTATUS PrvDetach(PVOID Binding) {
  if (NmrDeregisterClient(g_OtherCli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_OtherCli);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_OtherCli);
  if (!NT_SUCCESS(Status))
    return Status;
  g_PC.ProviderDetachClient = PrvDetach;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status)) {
    if (NmrDeregisterClient(g_OtherCli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_OtherCli);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
