// The nearest right form: what was done by hand is cleared, and the destructor
// sees it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE &H;
  explicit Stopper(HANDLE &H) : H(H) {}
  ~Stopper() {
    if (H) {
      NmrDeregisterClient(H);
      NmrWaitForClientDeregisterComplete(H);
    }
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S(g_Cli);
  NmrDeregisterClient(g_Cli);
  NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = nullptr;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
