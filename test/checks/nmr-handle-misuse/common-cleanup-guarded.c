// The nearest right form of a common cleanup: each step is guarded by its
// handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P1 verified
// VERDICT: g_P2 verified

static NPI_PROVIDER_CHARACTERISTICS g_PC1, g_PC2;
static HANDLE g_P1, g_P2;

static void Stop(HANDLE *H) {
  if (*H) {
    NmrDeregisterProvider(*H);
    NmrWaitForProviderDeregisterComplete(*H);
    *H = NULL;
  }
}

static void Cleanup(void) {
  Stop(&g_P2);
  Stop(&g_P1);
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
