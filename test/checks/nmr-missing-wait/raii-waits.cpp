// I14: the destructor of a local object is part of the path.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE H;
  explicit Stopper(HANDLE H) : H(H) {}
  Stopper(const Stopper &) = delete;
  ~Stopper() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper S(g_Cli);
  if (!Driver->DeviceObject)
    return;
  IoDeleteDevice(Driver->DeviceObject);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
