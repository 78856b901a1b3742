// V03: a driver author would believe that waiting for the last client waits for
// all of them.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_A, g_B;

// VERDICT: g_A violation
// VERDICT: g_B violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_A); // WARN: g_A [nmr-missing-wait]
  NmrWaitForClientDeregisterComplete(g_B); // WARN: the wait for 'g_B' comes before its deregistration [nmr-handle-misuse]
  NmrDeregisterClient(g_B);
  NmrWaitForClientDeregisterComplete(g_B);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_A);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_B);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterClient(g_A);
    NmrWaitForClientDeregisterComplete(g_A);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
