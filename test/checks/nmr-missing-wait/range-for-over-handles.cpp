// I12: range-for over an array of handles, by reference.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_P[0] verified
// VERDICT: g_P[1] verified

static NPI_PROVIDER_CHARACTERISTICS g_PC[2];
static HANDLE g_P[2];

static void stop() {
  for (HANDLE &H : g_P) {
    if (!H)
      continue;
    if (NmrDeregisterProvider(H) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(H);
    H = nullptr;
  }
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { stop(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC[0], nullptr, &g_P[0]);
  if (NT_SUCCESS(Status))
    Status = NmrRegisterProvider(&g_PC[1], nullptr, &g_P[1]);
  if (!NT_SUCCESS(Status))
    stop();
  Driver->DriverUnload = Unload;
  return Status;
}
