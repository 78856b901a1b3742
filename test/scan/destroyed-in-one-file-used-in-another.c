// V18 across files: an author would delete what the driver owns first, and not think of the routine in another file that uses it.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct _ERESOURCE {
  PVOID Owner[13];
} ERESOURCE;
NTSTATUS __declspec(dllimport) ExDeleteResourceLite(ERESOURCE *Resource);
NTSTATUS __declspec(dllimport) ExInitializeResourceLite(ERESOURCE *Resource);
BOOLEAN __declspec(dllimport) ExAcquireResourceExclusiveLite(ERESOURCE *Resource, BOOLEAN Wait);
void __declspec(dllimport) ExReleaseResourceLite(ERESOURCE *Resource);
extern ERESOURCE g_Lock;
NTSTATUS NpiStart(void);
void NpiStop(void);

//--- npi.c
#include "npi.h"
static HANDLE g_Cli;
static NTSTATUS Detach(PVOID Binding) {
  ExAcquireResourceExclusiveLite(&g_Lock, 1);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_SUCCESS;
}
static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

// VERDICT: g_Cli violation
NTSTATUS NpiStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NpiStop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- driver.c
#include "npi.h"
ERESOURCE g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Lock); // SCAN-WARN: 'g_Lock' is destroyed before client registration 'g_Cli' has ended, and its routine 'Detach' uses it [nmr-teardown-order]
  NpiStop();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NpiStart();
  if (!NT_SUCCESS(Status))
    ExDeleteResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return Status;
}
