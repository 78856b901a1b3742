// I20: a checker would believe that a lock that is taken before and after is held in
// between.
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
static BOOLEAN g_Stopping;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  ExAcquirePushLockExclusive(&g_Lock);
  g_Bound = 0;
  ExReleasePushLockExclusive(&g_Lock);
  return STATUS_SUCCESS;
}

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquirePushLockExclusive(&g_Lock);
  g_Stopping = TRUE;
  ExReleasePushLockExclusive(&g_Lock);
  StopReg(g_Cli);
  ExAcquirePushLockExclusive(&g_Lock);
  g_Stopping = FALSE;
  ExReleasePushLockExclusive(&g_Lock);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
