// An author would believe that the unload routine runs when DriverEntry fails.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk violation

NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  // WARN@-1: WSK registration 'g_Wsk' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-wsk]
  // NOTE@-2: call 'WskDeregister' before returning the failure; or register last
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return ZwOpenNothing();
}
