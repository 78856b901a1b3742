// V19: a careless prover would take the static that a capture fills for one that stays as it was.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_REGISTRATION g_Wsk;
static WSK_CLIENT_NPI g_Npi;
static WSK_PROVIDER_NPI g_Provider;

VOID Unload(PDRIVER_OBJECT Driver) {
  // VERDICT: g_Wsk violation
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &g_Provider)) && g_Provider.Dispatch == NULL)
    WskReleaseProviderNPI(&g_Wsk);
  WskDeregister(&g_Wsk); // WARN: 'WskDeregister' is called on 'g_Wsk' while it is captured [nmr-wsk]
}

// VERDICT: g_Wsk verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return WskRegister(&g_Npi, &g_Wsk);
}
