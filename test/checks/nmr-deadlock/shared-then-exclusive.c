// V11: an author would believe that a lock that is shared is in nobody's way, or that a
// resource can be taken again however it is held.
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
static ERESOURCE g_Resource;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Resource, TRUE);
  g_Bound = 0;
  ExReleaseResourceLite(&g_Resource);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  KeEnterCriticalRegion();
  ExAcquireResourceSharedLite(&g_Resource, TRUE);
  Status = NmrDeregisterClient(g_Cli);
  // WARN@-1: 'NmrDeregisterClient' is called with resource 'g_Resource' held, for which its callback 'Detach' waits before the call returns [nmr-deadlock]
  ExReleaseResourceLite(&g_Resource);
  KeLeaveCriticalRegion();
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
