// A careless check would take a field that WSK fills for the zero that the driver's image began with.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static const WSK_CLIENT_DISPATCH g_Dispatch = {MAKE_WSK_VERSION(1, 0), 0, NULL};
static WSK_CLIENT_NPI g_Npi = {NULL, &g_Dispatch};
static WSK_REGISTRATION g_Registration;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Registration inconclusive: {{.*}}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g_Registration.ReservedRegistrationContext != NULL)
    WskDeregister(&g_Registration);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return WskRegister(&g_Npi, &g_Registration);
}
