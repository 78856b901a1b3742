// V01: a driver author would think that a framework driver without EvtDriverUnload stays loaded.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static NTSTATUS NTAPI AddDevice(WDFDRIVER Driver, PWDFDEVICE_INIT Init) {
  WDFDEVICE Device;
  return WdfDeviceCreate(&Init, WDF_NO_OBJECT_ATTRIBUTES, &Device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, AddDevice);
  Status = WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: client registration 'g_Cli' may still be live when the driver is unloaded [nmr-missing-deregister]
}
