// V05: a driver author would believe that the lambda forgets the handle.
// RUN: %check_nmr %s -- -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  auto Stop = [H = g_Cli] {
    NmrDeregisterClient(H); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(H);
  };
  Stop();
  if (Driver->DeviceObject)
    Stop();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
