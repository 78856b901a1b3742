// The nearest right form: each client has a wait of its own, in any order.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_A, g_B;

// VERDICT: g_A verified
// VERDICT: g_B verified

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_A);
  NmrDeregisterClient(g_B);
  NmrWaitForClientDeregisterComplete(g_B);
  NmrWaitForClientDeregisterComplete(g_A);
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
