// V19, O11: an author would believe that a registration goes with the last socket.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk violation

static BOOLEAN g_Ready;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Ready)
    WskDeregister(&g_Wsk);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  // WARN@-1: WSK registration 'g_Wsk' may still be live when the driver is unloaded [nmr-wsk]
  // NOTE@-2: 'WskRegister' succeeds: 'g_Wsk' is registered
  // NOTE@-3: call 'WskDeregister' on every path before the driver can be unloaded
  Driver->DriverUnload = Unload;
  return Status;
}
