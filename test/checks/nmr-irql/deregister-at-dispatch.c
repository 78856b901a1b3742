// A checker would believe that nothing of the NMR can be called with a spin lock
// held: to deregister is allowed at DISPATCH_LEVEL, to wait is not.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old;
  NTSTATUS Status;
  KeAcquireSpinLock(&g_Lock, &Old);
  Status = NmrDeregisterClient(g_Cli);
  KeReleaseSpinLock(&g_Lock, Old);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
