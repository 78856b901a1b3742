// A framework driver: a driver author would believe that the framework waits.
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
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  DbgPrint("%x\n", Status);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, OnDeviceAdd);
  Config.EvtDriverUnload = OnUnload;
  Status = WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &Config, NULL);
  if (!NT_SUCCESS(Status))
    return Status;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
