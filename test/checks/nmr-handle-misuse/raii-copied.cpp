// V05: a driver author would believe that copying the owner shares it. Both
// destructors deregister.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

struct Stopper {
  HANDLE H;
  ~Stopper() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING) // WARN: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]
      NmrWaitForClientDeregisterComplete(H);
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  Stopper A{g_Cli};
  Stopper B = A;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}
