// I06 with a flag that a constructor sets which the class inherits.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

struct Guard {
  explicit Guard(bool Up) : Up(Up) {}
  bool Up;
};
struct ClientGuard : Guard {
  using Guard::Guard;
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  ClientGuard Client(true);
  if (Client.Up && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
