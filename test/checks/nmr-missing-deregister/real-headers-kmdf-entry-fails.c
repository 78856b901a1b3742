// A framework driver: V08, the framework's unload callback is not called when
// DriverEntry fails.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_UNLOAD OnUnload;
EVT_WDF_DRIVER_DEVICE_ADD OnDeviceAdd;

NTSTATUS NTAPI OnDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT Init) {
  return STATUS_SUCCESS;
}

// VERDICT: g_Cli violation

VOID NTAPI OnUnload(WDFDRIVER Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: client registration 'g_Cli' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  WDF_DRIVER_CONFIG_INIT(&Config, OnDeviceAdd);
  Config.EvtDriverUnload = OnUnload;
  return WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &Config, NULL);
}
