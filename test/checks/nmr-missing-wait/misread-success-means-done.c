// V14: a driver author would believe that NT_SUCCESS says finished. It says
// started.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: deregistration of 'g_Cli' may still be pending when the driver is unloaded: 'NT_SUCCESS(Status)' is true for STATUS_PENDING [nmr-missing-wait]
  if (NT_SUCCESS(Status)) {
    DbgPrint("deregistered\n");
    return;
  }
  NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
