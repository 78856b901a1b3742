// A driver author would believe that the loop waits for what it has just begun.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P[0] verified
// VERDICT: g_P[1] violation

static NPI_PROVIDER_CHARACTERISTICS g_PC[2];
static HANDLE g_P[2];

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  for (HANDLE H : g_P)
    NmrDeregisterProvider(H); // WARN: g_P[1] [nmr-missing-wait]
  NmrWaitForProviderDeregisterComplete(*g_P);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC[0], nullptr, &g_P[0]);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC[1], nullptr, &g_P[1]);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterProvider(g_P[0]);
    NmrWaitForProviderDeregisterComplete(g_P[0]);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
