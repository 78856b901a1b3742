// A linter author would believe that only an if can guard the wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  switch (NmrDeregisterClient(g_Cli)) {
  case STATUS_PENDING:
    NmrWaitForClientDeregisterComplete(g_Cli);
    break;
  case STATUS_SUCCESS:
    break;
  default:
    DbgPrint("deregister failed\n");
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
