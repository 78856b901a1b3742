// V19: an author would believe that deregistering releases what was captured.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;

static NTSTATUS Setup(PWSK_PROVIDER_NPI Npi);
NTSTATUS __declspec(dllimport) ZwOpenNothing(void);
static NTSTATUS Setup(PWSK_PROVIDER_NPI Npi) { return ZwOpenNothing(); }

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  // VERDICT: g_Wsk violation
  Status = WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &Npi);
  // NOTE@-1: 'WskCaptureProviderNPI' succeeds: 'g_Wsk' is captured
  if (NT_SUCCESS(Status)) {
    Status = Setup(&Npi);
    if (NT_SUCCESS(Status))
      WskReleaseProviderNPI(&g_Wsk);
  }
  if (!NT_SUCCESS(Status)) {
    WskDeregister(&g_Wsk);
    // WARN@-1: 'WskDeregister' is called on 'g_Wsk' while it is captured, and waits for ever for that to end [nmr-wsk]
    // NOTE@-2: call 'WskReleaseProviderNPI' first
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
