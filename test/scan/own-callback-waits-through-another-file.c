// V10 across files: an author would stop the client from its detach routine, and the wait for that routine is in another file.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
extern const NPI_CLIENT_CHARACTERISTICS g_CC;
NTSTATUS NpiStart(void);
void NpiStop(void);

//--- npi.c
#include "npi.h"
static HANDLE g_Cli;

// VERDICT: g_Cli violation
NTSTATUS NpiStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NpiStop(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg); // SCAN-WARN: in its own callback 'Detach', for whose return it waits [nmr-deadlock]
}

//--- driver.c
#include "npi.h"
static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}
static NTSTATUS Detach(PVOID Binding) {
  NpiStop();
  return STATUS_SUCCESS;
}
const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach,
                                         .ClientDetachProvider = Detach};

VOID Unload(PDRIVER_OBJECT Driver) { NpiStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NpiStart();
}
