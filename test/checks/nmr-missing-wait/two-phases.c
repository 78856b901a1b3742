// I11: begin here, work, wait in another function.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static void BeginStop(void) { NmrDeregisterClient(g_Cli); }
static void EndStop(void) { NmrWaitForClientDeregisterComplete(g_Cli); }

VOID Unload(PDRIVER_OBJECT Driver) {
  BeginStop();
  KeFlushQueuedDpcs();
  EndStop();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
