// A driver author would believe that a registration made in a dispatch routine
// needs no end.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

static NTSTATUS Open(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Cli == NULL)
    return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Open;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
