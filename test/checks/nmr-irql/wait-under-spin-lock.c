// V09: an author would believe that a spin lock keeps the handle safe while it is
// ended.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;

static void StopCli(void) {
  // NOTE#4@+1: assuming 'NmrDeregisterClient(g_Cli) == STATUS_PENDING' is true
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
    // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, with spin lock 'g_Lock' held; APC_LEVEL is the highest that it allows [nmr-irql]
    // NOTE#5@-2: 'NmrWaitForClientDeregisterComplete' is called here, at DISPATCH_LEVEL
    // NOTE#6@-3: release the spin lock before the call
}

VOID Unload(PDRIVER_OBJECT Driver) { // NOTE#1: the system calls 'Unload'
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  // NOTE#2@-1: 'KeAcquireSpinLockRaiseToDpc' acquires 'g_Lock', at DISPATCH_LEVEL
  StopCli(); // NOTE#3: calling 'StopCli'
  KeReleaseSpinLock(&g_Lock, Old);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
