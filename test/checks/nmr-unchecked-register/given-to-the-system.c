// What the system is given it may look at.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified
VOID NTAPI IoWriteErrorLogEntry(PVOID);

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  IO_ERROR_LOG_PACKET Packet;
  Packet.FinalStatus = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  IoWriteErrorLogEntry(&Packet.FinalStatus);
  return STATUS_SUCCESS;
}
