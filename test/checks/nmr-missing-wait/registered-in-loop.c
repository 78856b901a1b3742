// I12: one register call in a loop stands for several registrations; the count
// remembers how many.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P[g_N] verified

static NPI_PROVIDER_CHARACTERISTICS g_PC[3];
static HANDLE g_P[3];
static int g_N;

static void StopAll(void) {
  int I;
  for (I = 0; I < g_N; I++)
    NmrDeregisterProvider(g_P[I]);
  for (I = 0; I < g_N; I++)
    NmrWaitForProviderDeregisterComplete(g_P[I]);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopAll(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  for (g_N = 0; g_N < 3; g_N++) {
    NTSTATUS Status = NmrRegisterProvider(&g_PC[g_N], NULL, &g_P[g_N]);
    if (!NT_SUCCESS(Status)) {
      StopAll();
      return Status;
    }
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
