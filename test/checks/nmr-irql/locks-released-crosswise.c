// A checker would believe that locks are released in the order opposite to that in
// which they were acquired, with the level that each was given.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_First, g_Second;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL First, Second;
  KeAcquireSpinLock(&g_First, &First);
  KeAcquireSpinLock(&g_Second, &Second);
  KeReleaseSpinLock(&g_First, Second);
  KeReleaseSpinLock(&g_Second, First);
  KeRaiseIrql(DISPATCH_LEVEL, &First);
  KeAcquireSpinLockAtDpcLevel(&g_First);
  KeReleaseSpinLock(&g_First, First);
  KeAcquireSpinLock(&g_Second, &Second);
  KeReleaseSpinLockFromDpcLevel(&g_Second);
  KeLowerIrql(Second);
  IoAcquireCancelSpinLock(&First);
  IoReleaseCancelSpinLock(First);
  StopCli();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
