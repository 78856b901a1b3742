// I04: a NULL guard is the test, however late.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (g_Client != NULL)
    if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  (void)NmrRegisterClient(&g_Chars, NULL, &g_Client);
  return STATUS_SUCCESS;
}
