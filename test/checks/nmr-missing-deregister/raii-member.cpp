// I14: a static object whose methods begin and end the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: H verified

static NPI_CLIENT_CHARACTERISTICS g_CC;

struct Reg {
  HANDLE H = nullptr;
  NTSTATUS open() { return NmrRegisterClient(&g_CC, this, &H); }
  void close() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
    H = nullptr;
  }
};
static Reg g_Reg;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { g_Reg.close(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return g_Reg.open();
}
