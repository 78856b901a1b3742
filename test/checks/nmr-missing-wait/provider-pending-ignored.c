// The same fault on the provider's side.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Prv violation

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterProvider(g_Prv); // WARN: g_Prv [nmr-missing-wait]
  NT_ASSERT(NT_SUCCESS(Status));
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
