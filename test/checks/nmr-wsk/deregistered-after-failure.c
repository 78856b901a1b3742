// O11: an author would believe that what failed to register can be deregistered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk violation

VOID Unload(PDRIVER_OBJECT Driver) {
  WskDeregister(&g_Wsk);
  // WARN@-1: 'WskDeregister' is called on 'g_Wsk', which is not registered on this path [nmr-wsk]
  // NOTE@-2: call it only for what was registered successfully
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  WskRegister(&g_Npi, &g_Wsk);
  return STATUS_SUCCESS;
}
