// A tool would say that nobody releases what a routine that the system calls releases.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;

static void OnTimer(PVOID Context) { WskReleaseProviderNPI(&g_Wsk); }
VOID __declspec(dllimport) IoStartSomething(void (*Routine)(PVOID));

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
// VERDICT: g_Wsk inconclusive: 'OnTimer' may end it, and whether the system calls that in time is not known
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &Npi)))
    IoStartSomething(OnTimer);
  return STATUS_SUCCESS;
}
