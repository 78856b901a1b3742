// A lambda that is called where it is written is a function like any other.
// RUN: %check_nmr %s -- -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  auto Stop = [](HANDLE H) {
    return NmrDeregisterClient(H) == STATUS_PENDING;
  };
  auto Wait = [H = g_Cli] { return NmrWaitForClientDeregisterComplete(H); };
  if (Stop(g_Cli))
    Wait();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
