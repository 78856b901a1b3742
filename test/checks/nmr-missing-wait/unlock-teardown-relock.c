// I20: the handle is taken out under the lock and torn down without it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static EX_PUSH_LOCK g_Lock;
static int g_State;

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE H;
  ExAcquirePushLockExclusive(&g_Lock);
  H = g_Cli;
  g_Cli = NULL;
  ExReleasePushLockExclusive(&g_Lock);
  if (H) {
    if (NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
  }
  ExAcquirePushLockExclusive(&g_Lock);
  g_State = 2;
  ExReleasePushLockExclusive(&g_Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
