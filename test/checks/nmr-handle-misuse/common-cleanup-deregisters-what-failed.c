// V04: a driver author would believe that one cleanup routine fits every
// failure.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P1 verified
// VERDICT: g_P2 violation

static NPI_PROVIDER_CHARACTERISTICS g_PC1, g_PC2;
static HANDLE g_P1, g_P2;

static void Cleanup(void) {
  NmrDeregisterProvider(g_P2); // WARN: 'NmrDeregisterProvider' is called on 'g_P2', which is not registered on this path [nmr-handle-misuse]
  NmrDeregisterProvider(g_P1);
  NmrWaitForProviderDeregisterComplete(g_P2);
  NmrWaitForProviderDeregisterComplete(g_P1);
}

VOID Unload(PDRIVER_OBJECT Driver) { Cleanup(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterProvider(&g_PC1, NULL, &g_P1);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC2, NULL, &g_P2);
  if (!NT_SUCCESS(Status))
    Cleanup();
  return Status;
}
