// I18: a careless check would warn of a DriverEntry that fails with the registration live, though the framework calls the cleanup callback of the driver object then, too.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli, g_Thread;

// VERDICT: g_Cli verified

static VOID NTAPI Work(PVOID Context) {}

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
  Status = WdfDriverCreate(Driver, Path, &Attributes, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  else
    Status = PsCreateSystemThread(&g_Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Work, NULL);
  return Status;
}
