// V08: registered before the driver object exists, whose cleanup callback then does not run if it can't be made.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static VOID NTAPI DriverCleanup(WDFOBJECT Driver) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = NULL;
}

static NTSTATUS NTAPI AddDevice(WDFDRIVER Driver, PWDFDEVICE_INIT Init) {
  WDFDEVICE Device;
  return WdfDeviceCreate(&Init, WDF_NO_OBJECT_ATTRIBUTES, &Device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, AddDevice);
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = DriverCleanup;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: client registration 'g_Cli' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-missing-deregister]
  if (!NT_SUCCESS(Status)) {
    g_Cli = NULL;
    return Status;
  }
  return WdfDriverCreate(Driver, Path, &Attributes, &Config, WDF_NO_HANDLE);
}
