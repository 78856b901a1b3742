// A fall through reaches the wait as well as a case of its own.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  switch (NmrDeregisterClient(g_Cli)) {
  case STATUS_PENDING:
    DbgPrint("pending\n");
    /* fall through */
  case STATUS_SUCCESS:
    NmrWaitForClientDeregisterComplete(g_Cli);
    break;
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
