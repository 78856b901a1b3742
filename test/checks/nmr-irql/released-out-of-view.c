// A checker would believe that who passes a lock to code out of view still holds it
// afterwards.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
KSPIN_LOCK g_Lock;
void UnlockSomehow(KSPIN_LOCK *Lock, KIRQL Old);

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old;
  NTSTATUS Status;
  KeAcquireSpinLock(&g_Lock, &Old);
  Status = NmrDeregisterClient(g_Cli);
  UnlockSomehow(&g_Lock, Old);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
