// ExAcquireResourceExclusiveLite answers TRUE if it is told to wait; else the resource may be another's.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_Waits, g_Tries;
static ERESOURCE g_Resource;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Waits verified
// VERDICT: g_Tries violation

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  HANDLE Waits = NULL, Tries = NULL;
  if (ExAcquireResourceExclusiveLite(&g_Resource, TRUE)) {
    Waits = g_Waits;
    ExReleaseResourceLite(&g_Resource);
  }
  if (ExAcquireResourceExclusiveLite(&g_Resource, FALSE)) {
    Tries = g_Tries;
    ExReleaseResourceLite(&g_Resource);
  }
  if (Waits && NmrDeregisterClient(Waits) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Waits);
  if (Tries && NmrDeregisterClient(Tries) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Tries);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeResourceLite(&g_Resource);
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_Waits)))
    g_Waits = NULL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_Tries))) // WARN: g_Tries [nmr-missing-deregister]
    g_Tries = NULL;
  return STATUS_SUCCESS;
}
