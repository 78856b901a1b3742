// I12: a loop over an array guards each handle.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Clients[2]; // VERDICT: g_Clients[0] verified
                            // VERDICT: g_Clients[1] verified
static const NPI_CLIENT_CHARACTERISTICS g_Chars;

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  ULONG I;
  for (I = 0; I < 2; I++)
    if (g_Clients[I])
      if (NmrDeregisterClient(g_Clients[I]) == STATUS_PENDING)
        NmrWaitForClientDeregisterComplete(g_Clients[I]);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  (void)NmrRegisterClient(&g_Chars, NULL, &g_Clients[0]);
  (void)NmrRegisterClient(&g_Chars, NULL, &g_Clients[1]);
  return STATUS_SUCCESS;
}
