// V09: an author would believe that to release the inner lock is to be back at
// PASSIVE_LEVEL.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Outer, g_Inner;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
    // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, with spin lock 'g_Outer' held; APC_LEVEL is the highest that it allows [nmr-irql]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Outer, Inner;
  KeAcquireSpinLock(&g_Outer, &Outer);
  KeAcquireSpinLock(&g_Inner, &Inner);
  KeReleaseSpinLock(&g_Inner, Inner);
  StopCli();
  KeReleaseSpinLock(&g_Outer, Outer);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
