// V04: a driver author would believe that a registration never fails, and
// loads anyway.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Prv violation

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(g_Prv); // WARN: 'NmrDeregisterProvider' is called on 'g_Prv', which is not registered on this path [nmr-handle-misuse]
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  (void)NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  return STATUS_SUCCESS;
}
