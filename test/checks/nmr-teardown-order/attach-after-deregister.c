// A careless check would believe that attach routines run during the deregistration, too.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  ExAcquireResourceExclusiveLite(&g_Lock, TRUE);
  ExReleaseResourceLite(&g_Lock);
  return STATUS_NOINTERFACE;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  ExDeleteResourceLite(&g_Lock);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  ExInitializeResourceLite(&g_Lock);
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ExDeleteResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return Status;
}
