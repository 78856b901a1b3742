// I06: the status becomes a bit of a word of flags, which the unload routine tests.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified
static ULONG g_Flags;

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (g_Flags & 4)
    if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  ULONG Ok = NT_SUCCESS(NmrRegisterClient(&g_Chars, NULL, &g_Client)) ? 4 : 0;
  g_Flags |= Ok | 1;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
