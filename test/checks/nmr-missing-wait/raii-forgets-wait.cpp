// A driver author would believe that a destructor is always complete.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE H;
  explicit Stopper(HANDLE H) : H(H) {}
  Stopper(const Stopper &) = delete;
  ~Stopper() {
    if (H)
      NmrDeregisterClient(H); // WARN: g_Cli [nmr-missing-wait]
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S(g_Cli);
  IoDeleteDevice(Driver->DeviceObject);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
