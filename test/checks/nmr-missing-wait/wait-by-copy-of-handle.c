// The handle may be waited for through a copy that outlives the variable.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Copy = g_Cli;
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  g_Cli = NULL;
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Copy);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
