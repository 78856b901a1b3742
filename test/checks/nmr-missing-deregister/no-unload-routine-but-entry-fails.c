// A driver author would believe that a driver without an unload routine owes
// nothing. It does when DriverEntry fails.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  return IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
}
