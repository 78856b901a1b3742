// A checker would believe that whoever holds a lock runs at a raised IRQL. A critical
// region raises nothing, an unsafe fast mutex and a push lock neither, and what a
// guarded mutex does hangs on the version of Windows.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli[4];
static FAST_MUTEX g_Fast;
static KGUARDED_MUTEX g_Guarded;
static EX_PUSH_LOCK g_Push;

VOID Unload(PDRIVER_OBJECT Driver) {
  int I;
  for (I = 0; I < 4; ++I)
    if (g_Cli[I] && NmrDeregisterClient(g_Cli[I]) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli[I]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  KeEnterCriticalRegion();
  NmrRegisterClient(&g_CC, NULL, &g_Cli[0]); // VERDICT: g_Cli[0] verified
  ExAcquirePushLockExclusive(&g_Push);
  NmrRegisterClient(&g_CC, NULL, &g_Cli[1]); // VERDICT: g_Cli[1] verified
  ExReleasePushLockExclusive(&g_Push);
  ExAcquireFastMutexUnsafe(&g_Fast);
  NmrRegisterClient(&g_CC, NULL, &g_Cli[2]); // VERDICT: g_Cli[2] verified
  ExReleaseFastMutexUnsafe(&g_Fast);
  KeLeaveCriticalRegion();
  KeAcquireGuardedMutex(&g_Guarded);
  NmrRegisterClient(&g_CC, NULL, &g_Cli[3]); // VERDICT: g_Cli[3] verified
  KeReleaseGuardedMutex(&g_Guarded);
  return STATUS_SUCCESS;
}
