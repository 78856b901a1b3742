// Destructors run when an exception passes; a driver that compiles with
// exceptions is judged like any other.
// RUN: %check_nmr %s -- -fcxx-exceptions -fexceptions

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  ~Stopper() {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};

static void work(PDRIVER_OBJECT Driver) {
  if (!Driver->DeviceObject)
    throw 1;
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S;
  try {
    work(Driver);
  } catch (...) {
    return;
  }
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
