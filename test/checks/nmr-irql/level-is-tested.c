// A checker would believe that what is called with a lock held never looks at the
// level itself.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;
static WORKER_ROUTINE Work;

static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
static VOID Work(PVOID Parameter) { StopCli(); }
static void StopSomehow(void) {
  if (KeGetCurrentIrql() >= DISPATCH_LEVEL)
    QueueWork(Work, NULL);
  else
    StopCli();
}
static void Asserts(void) {
  PAGED_CODE();
  StopCli();
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  StopSomehow();
  KeReleaseSpinLock(&g_Lock, Old);
  Asserts();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
