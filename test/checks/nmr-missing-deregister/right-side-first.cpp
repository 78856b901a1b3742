// V01: since C++17 the right side of an assignment comes first, so the handle
// goes to the second slot, and unload looks at the first.
// RUN: %check_nmr %s -- -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli, g_Slots[2];
static int g_Next;

// VERDICT: g_Cli violation

static HANDLE Take() {
  g_Next = 1;
  HANDLE Cli = g_Cli;
  g_Cli = nullptr;
  return Cli;
}
static HANDLE &Slot() {
  return g_Slots[g_Next];
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Slot() = Take();
  if (g_Slots[0] && NmrDeregisterClient(g_Slots[0]) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Slots[0]);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
