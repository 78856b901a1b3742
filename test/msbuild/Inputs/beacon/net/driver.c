#include <ntddk.h>
#include <wdf.h>
#include "registration.h"

#if KMDF_VERSION_MAJOR != 1
#error this is a KMDF driver
#endif

DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_UNLOAD NetUnload;

static NPI_CLIENT_CHARACTERISTICS NetCharacteristics;
static HANDLE NetClient;

static VOID NetUnload(WDFDRIVER Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    BeaconStopClient(NetClient);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG Config;
    NTSTATUS Status;

    WDF_DRIVER_CONFIG_INIT(&Config, NULL);
    Config.DriverInitFlags = WdfDriverInitNonPnpDriver;
    Config.EvtDriverUnload = NetUnload;
    Status = WdfDriverCreate(DriverObject, RegistryPath,
                             WDF_NO_OBJECT_ATTRIBUTES, &Config, NULL);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    return NmrRegisterClient(&NetCharacteristics, NULL, &NetClient);
}
