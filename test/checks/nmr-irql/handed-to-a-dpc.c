// V09: a checker would look for role types, which nobody must write: a routine is a
// deferred one because it is handed over as one.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KDPC g_Dpc;

static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
  // WARN@-1: at DISPATCH_LEVEL, at which the system calls 'Expired' [nmr-irql]
}

static VOID Expired(PKDPC Dpc, PVOID Context, PVOID Arg1, PVOID Arg2) {
  StopCli();
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KeFlushQueuedDpcs();
  StopCli();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  KeInitializeDpc(&g_Dpc, Expired, NULL);
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
