// An unknown function may call an externally visible one that deregisters.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli inconclusive

VOID NetStop(VOID);

VOID ClientStop(VOID) {
  if (g_Cli)
    StopCli();
  g_Cli = NULL;
}

VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
