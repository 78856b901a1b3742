// V11: an author would believe that nobody is called before the register call has
// returned.
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
  ExAcquirePushLockShared(&g_Lock);
  g_Bound = 1;
  ExReleasePushLockShared(&g_Lock);
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  return STATUS_SUCCESS;
}

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopReg(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  ExAcquirePushLockExclusive(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // VERDICT: g_Cli verified
  // WARN@-1: 'NmrRegisterClient' is called with push lock 'g_Lock' held, for which its callback 'Attach' waits before the call returns [nmr-deadlock]
  ExReleasePushLockExclusive(&g_Lock);
  return Status;
}
