// Which method a pointer to member leads to is not followed: it may be the one that deregisters.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli inconclusive: a call may lead to any function

class Driver {
public:
  void stop() {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};

static Driver g_Driver;
static void (Driver::*g_Stop)() = &Driver::stop;

VOID Unload(PDRIVER_OBJECT) { (g_Driver.*g_Stop)(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Object, PUNICODE_STRING) {
  Object->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
