// A pageable routine of the same shape that no registration holds.
//
// RUN: %check_nmr %s nmr-* nmr-paged-detach

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified

NPI_CLIENT_DETACH_PROVIDER_FN Detach;
NTSTATUS NTAPI Detach(PVOID Context)
{
  PAGED_CODE();
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_Chars;

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
