// I01: an assertion that the answer is STATUS_PENDING.
//
// RUN: %check_nmr %s nmr-* nmr-unconditional-wait

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  NTSTATUS Status = NmrDeregisterClient(g_Client);
  if (Status != STATUS_PENDING)
    KeBugCheck(2);
  NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
