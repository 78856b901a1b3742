// I18: a careless check would take a driver that is none for Plug and Play for one that can be unloaded, though it has no routine for that.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified


NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.DriverInitFlags |= WdfDriverInitNonPnpDriver;
  Status = WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
