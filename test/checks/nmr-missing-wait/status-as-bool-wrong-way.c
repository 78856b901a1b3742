// A driver author would believe that the flag says what its name says.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  BOOLEAN Done = NmrDeregisterClient(g_Cli) == STATUS_PENDING; // WARN: g_Cli [nmr-missing-wait]
  if (Done)
    return;
  NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
