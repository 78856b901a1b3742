// A virtual call may land in the override that does not deregister.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Part {
  virtual void stop() {}
};
struct ClientPart : Part {
  void stop() override {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};
static Part g_Nothing;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Part &P = g_Nothing;
  P.Part::stop();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
