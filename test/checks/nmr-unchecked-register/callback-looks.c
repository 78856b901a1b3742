// A routine that the system calls later tests the status that was kept.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client verified
static NTSTATUS g_Status;
static NTSTATUS NTAPI Create(PDEVICE_OBJECT Device, PIRP Irp)
{
  return g_Status;
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->MajorFunction[0] = Create;
  g_Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  return STATUS_SUCCESS;
}
