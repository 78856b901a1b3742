// I13: the first is undone when the second fails, and the one that never
// registered is left alone.
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
// VERDICT: g_Prv2 verified

VOID Unload(PDRIVER_OBJECT Driver) {
  StopPrv(g_Prv2);
  StopPrv(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv)))
    return Status;
  if (!NT_SUCCESS(Status = NmrRegisterProvider(&g_PC2, NULL, &g_Prv2))) {
    StopPrv(g_Prv);
    g_Prv = NULL;
    return Status;
  }
  return STATUS_SUCCESS;
}
