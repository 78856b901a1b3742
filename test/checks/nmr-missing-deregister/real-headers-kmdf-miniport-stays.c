// V01: a driver author would believe that the framework ends a miniport's driver object. The port driver has its unload routine.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static VOID NTAPI Cleanup(WDFOBJECT Object) {
  if (g_Cli != NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

static VOID NTAPI Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.DriverInitFlags |= WdfDriverInitNoDispatchOverride;
  WDF_OBJECT_ATTRIBUTES_INIT(&Attributes);
  Attributes.EvtCleanupCallback = Cleanup;
  Status = WdfDriverCreate(Driver, Path, &Attributes, &Config, WDF_NO_HANDLE);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  return Status;
}
