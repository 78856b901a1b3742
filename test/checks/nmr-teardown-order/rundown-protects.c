// A careless check would not know that rundown protection can't be had any more once it was waited for.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static EX_RUNDOWN_REF g_Rundown;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  if (ExAcquireRundownProtection(&g_Rundown)) {
    ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
    ExReleaseResourceLite(&g_Lock);
    ExReleaseRundownProtection(&g_Rundown);
  }
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExWaitForRundownProtectionRelease(&g_Rundown);
  ExDeleteResourceLite(&g_Lock);
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeRundownProtection(&g_Rundown);
  ExInitializeResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
