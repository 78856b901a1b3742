// The nearest right form: what failed is cleared, not deregistered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Prv verified

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(g_Prv);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status)) {
    g_Prv = NULL;
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
