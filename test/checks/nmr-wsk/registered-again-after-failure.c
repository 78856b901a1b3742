// A tool would take the second registration into one structure for the first, which failed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk verified
// VERDICT: g_Wsk verified

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    Status = WskRegister(&g_Npi, &g_Wsk);
  Driver->DriverUnload = Unload;
  return Status;
}
