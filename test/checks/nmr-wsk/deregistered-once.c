// A tool would ask for a wait that WskDeregister has in it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk verified

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return WskRegister(&g_Npi, &g_Wsk);
}
