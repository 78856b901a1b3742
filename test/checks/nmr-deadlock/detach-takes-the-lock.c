// V11: an author would believe that the lock that protects the handle may be held while
// the registration ends. The NMR runs the detach callback meanwhile, which wants it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_ATTACH_PROVIDER_FN Attach;
static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {
    .ClientAttachProvider = Attach,
    .ClientDetachProvider = Detach,
};
static HANDLE g_Cli;
static int g_Bound;
static EX_PUSH_LOCK g_Lock;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  // NOTE@-1: before the call returns, the NMR calls 'Detach'
  KeEnterCriticalRegion();
  ExAcquirePushLockExclusive(&g_Lock); // NOTE: 'ExAcquirePushLockExclusiveEx' waits here for 'g_Lock' to be released
  g_Bound = 0;
  ExReleasePushLockExclusive(&g_Lock);
  KeLeaveCriticalRegion();
  return STATUS_SUCCESS;
}

static void StopCli(void) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  // WARN@-1: 'NmrDeregisterClient' is called with push lock 'g_Lock' held, for which its callback 'Detach' waits before the call returns [nmr-deadlock]
  // NOTE@-2: release the push lock before the call
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KeEnterCriticalRegion();
  ExAcquirePushLockExclusive(&g_Lock);
  StopCli();
  ExReleasePushLockExclusive(&g_Lock);
  KeLeaveCriticalRegion();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
