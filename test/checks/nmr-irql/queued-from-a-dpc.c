// A checker would believe that what a deferred routine sets off runs at its level.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KDPC g_Dpc;

static WORKER_ROUTINE Work;
static KDEFERRED_ROUTINE Deferred;
static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
static VOID Work(PVOID Parameter) { StopCli(); }
static VOID Deferred(PKDPC Dpc, PVOID Context, PVOID Arg1, PVOID Arg2) {
  QueueWork(Work, NULL);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  KeInitializeDpc(&g_Dpc, Deferred, NULL);
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
