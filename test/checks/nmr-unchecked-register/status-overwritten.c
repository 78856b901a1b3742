// A1: a status that the next call overwrites has been looked at by nobody,
// although its variable is tested.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Client; // VERDICT: g_Client violation

NTSTATUS Prepare(VOID);
DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  // WARN@-1: nothing hangs on whether 'NmrRegisterClient' succeeds: its status is not looked at, nor is 'g_Client' [nmr-unchecked-register]
  // WARN@-2: still live when 'DriverEntry' fails [nmr-missing-deregister]
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status))
    return Status;
  return STATUS_SUCCESS;
}
