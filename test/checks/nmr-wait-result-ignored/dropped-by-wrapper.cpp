// A3: a wrapper returns the result, and its caller drops it.
//
// RUN: %check_nmr %s nmr-* nmr-wait-result-ignored

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {};
static HANDLE g_Client; // VERDICT: g_Client verified

static NTSTATUS stop(HANDLE Client)
{
  NmrDeregisterClient(Client);
  return NmrWaitForClientDeregisterComplete(Client);
  // WARN@-1: the result of 'NmrWaitForClientDeregisterComplete' is ignored [nmr-wait-result-ignored]
}

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT) { stop(g_Client); }

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, nullptr, &g_Client);
}
