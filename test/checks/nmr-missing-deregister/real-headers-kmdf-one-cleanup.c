// A careless check would not know the driver object again, which one cleanup callback for devices and driver tells apart.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static WDFDRIVER g_Driver;

// VERDICT: g_Cli inconclusive: it depends on which callbacks the system runs

static VOID NTAPI Cleanup(WDFOBJECT Object) {
  if (Object == (WDFOBJECT)g_Driver && g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

static NTSTATUS NTAPI AddDevice(WDFDRIVER Driver, PWDFDEVICE_INIT Init) {
  WDFDEVICE Device;
  WDF_OBJECT_ATTRIBUTES Attributes;
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = Cleanup;
  return WdfDeviceCreate(&Init, &Attributes, &Device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, AddDevice);
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = Cleanup;
  Status = WdfDriverCreate(Driver, Path, &Attributes, &Config, &g_Driver);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  return Status;
}
