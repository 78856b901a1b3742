// I05: the sentinel may come from the initialiser of the variable.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli = INVALID_HANDLE_VALUE;

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
  Driver->DriverUnload = Unload;
  (void)NmrRegisterClient(&g_CC, NULL, &g_Cli);
  return STATUS_SUCCESS;
}
