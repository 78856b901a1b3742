// I25: the wait's status is kept and compared.
//
// RUN: %check_nmr %s nmr-* nmr-wait-result-ignored

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  NTSTATUS Status;
  NmrDeregisterClient(g_Client);
  Status = NmrWaitForClientDeregisterComplete(g_Client);
  if (Status != STATUS_SUCCESS)
    DbgPrint("%x\n", Status);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
