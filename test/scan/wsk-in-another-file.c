// A tool would not know a registration again that another file ends, or one that it captures.
// RUN: %check_nmr %s

//--- driver.h
#include <wdk-mini.h>
#include <wsk.h>
extern WSK_REGISTRATION g_Wsk;
NTSTATUS OpenSockets(WSK_REGISTRATION *Wsk);
void CloseSockets(WSK_REGISTRATION *Wsk);

//--- driver.c
#include "driver.h"
static WSK_CLIENT_NPI g_Npi;
WSK_REGISTRATION g_Wsk;

VOID Unload(PDRIVER_OBJECT Driver) { CloseSockets(&g_Wsk); }

// VERDICT: g_Wsk verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = OpenSockets(&g_Wsk);
  if (!NT_SUCCESS(Status)) {
    WskDeregister(&g_Wsk);
    // SCAN-WARN@-1: 'WskDeregister' is called on '*Wsk' while it is captured [nmr-wsk]
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}

//--- sockets.c
#include "driver.h"
NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

// VERDICT: *Wsk violation
NTSTATUS OpenSockets(WSK_REGISTRATION *Wsk) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskCaptureProviderNPI(Wsk, WSK_NO_WAIT, &Npi);
  if (NT_SUCCESS(Status))
    Status = ZwOpenNothing();
  if (NT_SUCCESS(Status))
    WskReleaseProviderNPI(Wsk);
  return Status;
}

void CloseSockets(WSK_REGISTRATION *Wsk) { WskDeregister(Wsk); }
