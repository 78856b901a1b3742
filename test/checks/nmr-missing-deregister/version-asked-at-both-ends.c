// The version of the system is the same at unload as it was at the start.
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

__declspec(dllimport) BOOLEAN IoIsWdmVersionAvailable(UCHAR Major, UCHAR Minor);

VOID Unload(PDRIVER_OBJECT Driver) {
  if (IoIsWdmVersionAvailable(6, 0))
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (IoIsWdmVersionAvailable(6, 0))
    return NmrRegisterClient(&g_CC, NULL, &g_Cli);
  return STATUS_SUCCESS;
}
