// I08: result codes of the project's own, with a stricter success test.
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

enum rc { RC_OK, RC_FAIL };

static enum rc Start(void) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli) != STATUS_SUCCESS ? RC_FAIL : RC_OK;
}

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (Start() != RC_OK)
    return STATUS_UNSUCCESSFUL;
  return STATUS_SUCCESS;
}
