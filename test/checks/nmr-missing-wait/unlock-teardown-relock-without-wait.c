// A driver author would believe that the lock makes the wait unnecessary.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static EX_PUSH_LOCK g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE H;
  ExAcquirePushLockExclusive(&g_Lock);
  H = g_Cli;
  g_Cli = NULL;
  ExReleasePushLockExclusive(&g_Lock);
  if (H)
    NmrDeregisterClient(H); // WARN: g_Cli [nmr-missing-wait]
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
