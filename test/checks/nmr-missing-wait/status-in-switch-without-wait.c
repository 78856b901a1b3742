// A driver author would believe that naming the case is enough.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  switch (NmrDeregisterClient(g_Cli)) { // WARN: g_Cli [nmr-missing-wait]
  case STATUS_PENDING:
    break;
  default:
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
