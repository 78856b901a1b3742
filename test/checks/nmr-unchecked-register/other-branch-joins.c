// A flag that other branches overwrite is still the status: paths that meet must not
// make it forgotten.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified
static BOOLEAN g_Up, g_Off;

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (g_Up)
    if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  NTSTATUS Status;
  ULONG I;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  g_Up = (BOOLEAN)(Status == STATUS_SUCCESS);
  for (I = 0; I < 3; I++)
    if (Path->Buffer[I] == L'x')
      g_Off = TRUE;
  return STATUS_SUCCESS;
}
