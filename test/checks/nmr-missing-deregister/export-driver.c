// DllUnload undoes what DllInitialize did; the empty DriverEntry is never called.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

NTSTATUS DllInitialize(PUNICODE_STRING Path) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}

NTSTATUS DllUnload(VOID) {
  StopCli();
  return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  return STATUS_SUCCESS;
}
