// V04: a driver author would believe that a failed registration has to be
// undone. It faults on the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Prv violation

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(g_Prv);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterProvider(g_Prv); // WARN: 'NmrDeregisterProvider' is called on 'g_Prv', which is not registered on this path [nmr-handle-misuse]
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
