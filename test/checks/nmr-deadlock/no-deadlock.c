// A checker would believe that every lock of a callback is one to wait for: here it is
// another one, only tried, shared by both, or one that its thread may take again.
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
static FAST_MUTEX g_Mine, g_Other;
static EX_PUSH_LOCK g_Shared;
static ERESOURCE g_Resource;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  ExAcquireFastMutex(&g_Other);
  if (ExTryToAcquireFastMutex(&g_Mine)) {
    g_Bound = 0;
    ExReleaseFastMutex(&g_Mine);
  }
  ExReleaseFastMutex(&g_Other);
  ExAcquirePushLockShared(&g_Shared);
  ExReleasePushLockShared(&g_Shared);
  ExAcquireResourceExclusiveLite(&g_Resource, TRUE);
  ExReleaseResourceLite(&g_Resource);
  return STATUS_SUCCESS;
}

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquireFastMutex(&g_Mine);
  ExAcquirePushLockShared(&g_Shared);
  ExAcquireResourceExclusiveLite(&g_Resource, TRUE);
  StopReg(g_Cli);
  ExReleaseResourceLite(&g_Resource);
  ExReleasePushLockShared(&g_Shared);
  ExReleaseFastMutex(&g_Mine);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
