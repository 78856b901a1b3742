// A careless check would fear that nobody ends a miniport's framework object, which the driver does in its own unload routine, and where its entry fails.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <wdfminiport.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static VOID NTAPI Cleanup(WDFOBJECT Object) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

static VOID NTAPI Unload(PDRIVER_OBJECT Driver) { WdfDriverMiniportUnload(WdfGetDriver()); }

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  PDEVICE_OBJECT Device;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.DriverInitFlags |= WdfDriverInitNoDispatchOverride;
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = Cleanup;
  Status = WdfDriverCreate(Driver, Path, &Attributes, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  else
    Status = IoCreateDevice(Driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    WdfDriverMiniportUnload(WdfGetDriver());
  return Status;
}
