// V05: a driver author would believe that the destructor notices what was done
// by hand.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE &H;
  explicit Stopper(HANDLE &H) : H(H) {}
  ~Stopper() {
    if (H) {
      NmrDeregisterClient(H); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]
      NmrWaitForClientDeregisterComplete(H);
    }
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S(g_Cli);
  NmrDeregisterClient(g_Cli);
  NmrWaitForClientDeregisterComplete(g_Cli);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
