// V09: a checker would look for lock and call in one function. Here both are in
// wrappers, and one of two users releases first.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;
static KIRQL g_Old;

static void Lock(void) {
  KeAcquireSpinLock(&g_Lock, &g_Old);
}
static void Unlock(void) { KeReleaseSpinLock(&g_Lock, g_Old); }
static void Wait(HANDLE Reg) {
  NmrWaitForClientDeregisterComplete(Reg);
}
static void WaitLocked(HANDLE Reg) {
  NmrWaitForClientDeregisterComplete(Reg);
  // WARN@-1: at DISPATCH_LEVEL, with spin lock 'g_Lock' held [nmr-irql]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  Lock();
  Status = NmrDeregisterClient(g_Cli);
  if (Status == STATUS_PENDING && Driver->DriverStart) {
    WaitLocked(g_Cli);
    Unlock();
  } else {
    Unlock();
    if (Status == STATUS_PENDING)
      Wait(g_Cli);
  }
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
