// Each check shows its own rule, whichever others are enabled.
// RUN: %check_nmr %s nmr-missing-wait
// RUN: %check_nmr %s nmr-missing-deregister
// RUN: %check_nmr %s nmr-handle-misuse
// RUN: %check_nmr %s nmr-missing-wait nmr-handle-misuse

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_A, g_B, g_C;
// VERDICT: g_A violation
// VERDICT: g_B violation
// VERDICT: g_C violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_A); // WARN: g_A [nmr-missing-wait]
  NmrDeregisterProvider(g_C); // WARN: g_C [nmr-handle-misuse]
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_A)))
    KeBugCheckEx(1, 0, 0, 0, 0);
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_B))) // WARN: g_B [nmr-missing-deregister]
    KeBugCheckEx(2, 0, 0, 0, 0);
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_C)))
    KeBugCheckEx(3, 0, 0, 0, 0);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
