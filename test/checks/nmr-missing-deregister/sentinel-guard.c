// I05: INVALID_HANDLE_VALUE marks what is not registered.
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

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli != INVALID_HANDLE_VALUE)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Cli = INVALID_HANDLE_VALUE;
  Driver->DriverUnload = Unload;
  (void)NmrRegisterClient(&g_CC, NULL, &g_Cli);
  return STATUS_SUCCESS;
}
