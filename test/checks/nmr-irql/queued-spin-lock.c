// V09: a checker would believe that the lock names what is released; of a queued spin
// lock it is the handle on the stack.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
    // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, with queued spin lock 'Second' held; APC_LEVEL is the highest that it allows [nmr-irql]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KLOCK_QUEUE_HANDLE First, Second;
  KeAcquireInStackQueuedSpinLock(&g_Lock, &First);
  KeReleaseInStackQueuedSpinLock(&First);
  KeAcquireInStackQueuedSpinLock(&g_Lock, &Second);
  StopCli();
  KeReleaseInStackQueuedSpinLock(&Second);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
