// A3, I02: right on Windows, and yet nobody would learn that the handle was none.
//
// RUN: %check_nmr %s nmr-* nmr-wait-result-ignored

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  NmrDeregisterClient(g_Client);
  NmrWaitForClientDeregisterComplete(g_Client);
  // WARN@-1: the result of 'NmrWaitForClientDeregisterComplete' is ignored, although 'NmrDeregisterClient' may have answered an error for 'g_Client' [nmr-wait-result-ignored]
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
