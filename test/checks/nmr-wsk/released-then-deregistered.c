// V19, the good one: a tool would lose count of the two pairs on the ladder of failures.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;

NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
// VERDICT: g_Wsk verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = WskCaptureProviderNPI(&g_Wsk, WSK_INFINITE_WAIT, &Npi);
  if (!NT_SUCCESS(Status))
    goto Deregister;
  Status = ZwOpenNothing();
  WskReleaseProviderNPI(&g_Wsk);
  if (!NT_SUCCESS(Status))
    goto Deregister;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
Deregister:
  WskDeregister(&g_Wsk);
  return Status;
}
