// The nearest right form: the owner is moved, and the moved-from object holds
// nothing.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE H;
  explicit Stopper(HANDLE H) : H(H) {}
  Stopper(Stopper &&Other) : H(Other.H) { Other.H = nullptr; }
  ~Stopper() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper A{g_Cli};
  Stopper B = static_cast<Stopper &&>(A);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
