// A driver author would believe that a lambda that waits has waited.
// RUN: %check_nmr %s -- -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  auto Wait = [] { NmrWaitForClientDeregisterComplete(g_Cli); };
  (void)Wait;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
