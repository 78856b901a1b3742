// An author would believe that a release is harmless where the capture failed, and twice.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
// VERDICT: g_Wsk violation
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &Npi)))
    WskReleaseProviderNPI(&g_Wsk);
  WskReleaseProviderNPI(&g_Wsk);
  // WARN@-1: 'WskReleaseProviderNPI' is called on 'g_Wsk', which is not captured {{on|any more on}} this path [nmr-wsk]
  return STATUS_SUCCESS;
}
