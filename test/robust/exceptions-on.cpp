// A C++ driver with destructors, exceptions on.
// RUN: %check_nmr %s -- -fcxx-exceptions -fexceptions -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

struct Log {
  const char *Text;
  ~Log() { DbgPrint("%s\n", Text); }
};

struct Stopper {
  ~Stopper() {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
};

static int work(int N) {
  Log L{"work"};
  return N > 0 ? work(N - 1) : 0;
}

extern "C" DRIVER_UNLOAD Unload;
extern "C" DRIVER_INITIALIZE DriverEntry;

VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S;
  Log L{"unload"};
  if (work(3))
    return;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
