// V09: an author would believe that a fast mutex is a mutex like others. It raises the
// IRQL to APC_LEVEL, where nothing can be registered; to wait there is allowed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static FAST_MUTEX g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquireFastMutex(&g_Lock);
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  ExReleaseFastMutex(&g_Lock);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  ExAcquireFastMutex(&g_Lock); // NOTE: 'ExAcquireFastMutex' acquires 'g_Lock', at APC_LEVEL
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  // WARN@-1: 'NmrRegisterClient' is called at APC_LEVEL, with fast mutex 'g_Lock' held; PASSIVE_LEVEL is the highest that it allows [nmr-irql]
  ExReleaseFastMutex(&g_Lock);
  return Status;
}
