// The documented form follows no error.
//
// RUN: %check_nmr %s nmr-* nmr-wait-result-ignored

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified

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
