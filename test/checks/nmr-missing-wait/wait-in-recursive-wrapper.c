// A wrapper that calls itself is still followed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static void Stop(HANDLE H, int Tries) {
  if (Tries > 0) {
    Stop(H, Tries - 1);
    return;
  }
  NmrDeregisterClient(H);
  NmrWaitForClientDeregisterComplete(H);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(g_Cli, 3); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
