// V09, V11: a checker would know the locks of Windows alone. A project describes its
// own.
// RUN: %check_nmr %s --protocols=%S/Inputs/project-lock.yaml

#include <wdk-mini.h>
#include <netioddk.h>

VOID PrjLockAcquire(PVOID Lock);
VOID PrjLockRelease(PVOID Lock);

static NPI_CLIENT_ATTACH_PROVIDER_FN Attach;
static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {
    .ClientAttachProvider = Attach,
    .ClientDetachProvider = Detach,
};
static HANDLE g_Cli;
static int g_Lock, g_Other;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  PrjLockAcquire(&g_Lock); // NOTE: 'PrjLockAcquire' waits here for 'g_Lock' to be released
  PrjLockRelease(&g_Lock);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  PrjLockAcquire(&g_Lock); // NOTE: 'PrjLockAcquire' acquires 'g_Lock', at DISPATCH_LEVEL
  Status = NmrDeregisterClient(g_Cli);
  // WARN@-1: 'NmrDeregisterClient' is called with project lock 'g_Lock' held, for which its callback 'Detach' waits before the call returns [nmr-deadlock]
  // NOTE@-2: release the project lock before the call
  PrjLockAcquire(&g_Other);
  PrjLockRelease(&g_Other);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, with project lock 'g_Lock' held; APC_LEVEL is the highest that it allows [nmr-irql]
  PrjLockRelease(&g_Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // VERDICT: g_Cli verified
}
