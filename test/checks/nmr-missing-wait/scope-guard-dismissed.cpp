// A driver author would believe that a dismissed guard still waits.
// RUN: %check_nmr %s -- -std=c++17

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

template <typename F> class OnExit {
  F Fn;
  bool Armed = true;

public:
  explicit OnExit(F Fn) : Fn(Fn) {}
  void dismiss() { Armed = false; }
  ~OnExit() {
    if (Armed)
      Fn();
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  OnExit Wait([&] {
    if (Status == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  });
  if (!Driver->DeviceObject)
    Wait.dismiss();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
