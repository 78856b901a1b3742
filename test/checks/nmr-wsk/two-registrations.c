// An author would believe that deregistering one structure ends the other.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
static WSK_REGISTRATION g_Other;

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

// VERDICT: g_Wsk verified
// VERDICT: g_Other violation
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  WskRegister(&g_Npi, &g_Other);
  // WARN@-1: WSK registration 'g_Other' may still be live when the driver is unloaded [nmr-wsk]
  return STATUS_SUCCESS;
}
