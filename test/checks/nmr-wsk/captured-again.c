// A tool would take the second of two releases for one too many, where there are two captures.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;

static void Use(void) {
  WSK_PROVIDER_NPI Npi;
  // VERDICT: g_Wsk inconclusive: it may begin again before it has ended, which is not counted
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &Npi)))
    WskReleaseProviderNPI(&g_Wsk);
}

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
// VERDICT: g_Wsk inconclusive: it may begin again before it has ended, which is not counted
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &Npi))) {
    Use();
    WskReleaseProviderNPI(&g_Wsk);
  }
  return STATUS_SUCCESS;
}
