// A driver author would believe that the second loop runs over the whole array.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P[0] violation
// VERDICT: g_P[1] verified

static NPI_PROVIDER_CHARACTERISTICS g_PC[2];
static HANDLE g_P[2];

VOID Unload(PDRIVER_OBJECT Driver) {
  int I;
  for (I = 0; I < 2; I++)
    NmrDeregisterProvider(g_P[I]); // WARN: g_P[0] [nmr-missing-wait]
  for (I = 1; I < 2; I++)
    NmrWaitForProviderDeregisterComplete(g_P[I]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC[0], NULL, &g_P[0]);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC[1], NULL, &g_P[1]);
  if (!NT_SUCCESS(Status)) {
    if (NmrDeregisterProvider(g_P[0]) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(g_P[0]);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
