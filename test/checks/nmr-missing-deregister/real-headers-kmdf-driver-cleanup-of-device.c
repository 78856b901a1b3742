// The cleanup callback of a device is not that of the driver: it may run or not before the driver is unloaded.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli inconclusive: it depends on which callbacks the system runs

static VOID NTAPI DeviceCleanup(WDFOBJECT Device) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = NULL;
}

static NTSTATUS NTAPI AddDevice(WDFDRIVER Driver, PWDFDEVICE_INIT Init) {
  WDFDEVICE Device;
  WDF_OBJECT_ATTRIBUTES Attributes;
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = DeviceCleanup;
  return WdfDeviceCreate(&Init, &Attributes, &Device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, AddDevice);
  Status = WdfDriverCreate(Driver, Path, WDF_NO_OBJECT_ATTRIBUTES, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  return Status;
}
