// V09: a checker would forget that a lock that was not acquired is not held.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static FAST_MUTEX g_Lock;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = STATUS_UNSUCCESSFUL;
  Driver->DriverUnload = Unload;
  if (ExTryToAcquireFastMutex(&g_Lock)) {
    Status = STATUS_DEVICE_NOT_READY;
    ExReleaseFastMutex(&g_Lock);
  } else {
    Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  }
  return Status;
}
