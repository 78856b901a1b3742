// V06, then V04: a driver author would believe that NULL goes nowhere. It
// faults in the NMR.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  g_Cli = NULL;
  NmrDeregisterClient(g_Cli); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', which is not registered on this path [nmr-handle-misuse]
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: the handle of client registration 'g_Cli' is lost while the registration is live [nmr-missing-deregister]
}
