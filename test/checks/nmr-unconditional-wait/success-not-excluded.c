// A4, I02: simulators answer STATUS_SUCCESS, and the registration is gone then.
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
  if (NT_SUCCESS(Status))
    NmrWaitForClientDeregisterComplete(g_Client);
  // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called for 'g_Client' even if 'NmrDeregisterClient' returns STATUS_SUCCESS [nmr-unconditional-wait]
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
