// V09: an author would believe that a deferred routine may wait as any callback may.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KDPC g_Dpc;

static KDEFERRED_ROUTINE Deferred;
static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
  // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, at which the system calls 'Deferred'; APC_LEVEL is the highest that it allows [nmr-irql]
  // NOTE@-2: leave it to a work item or a thread
}

// NOTE@+1: the system calls 'Deferred' at DISPATCH_LEVEL
static VOID Deferred(PKDPC Dpc, PVOID Context, PVOID Arg1, PVOID Arg2) {
  StopCli();
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KeFlushQueuedDpcs();
  StopCli();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  KeInitializeDpc(&g_Dpc, Deferred, NULL);
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
