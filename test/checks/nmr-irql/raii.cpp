// V09: the destructor of a guard releases the lock, at the end of a scope. Of two
// scopes, one ends before the registration does.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;
static int g_Users;

namespace {
class Guard {
public:
  explicit Guard(KSPIN_LOCK &Of) : Of(Of) { KeAcquireSpinLock(&Of, &Old); }
  ~Guard() { KeReleaseSpinLock(&Of, Old); }

private:
  KSPIN_LOCK &Of;
  KIRQL Old;
};
} // namespace

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  {
    Guard G(g_Lock);
    if (g_Users != 0)
      g_Users = 0;
  }
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  if (Status != STATUS_PENDING)
    return;
  if (Driver->DriverStart) {
    Guard G(g_Lock);
    NmrWaitForClientDeregisterComplete(g_Cli);
    // WARN@-1: at DISPATCH_LEVEL, with spin lock {{.*}} held [nmr-irql]
  } else {
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  // VERDICT: g_Cli verified
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
