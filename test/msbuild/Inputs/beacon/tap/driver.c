#include "registration.h"
#include "tap.h"

static NPI_CLIENT_CHARACTERISTICS TapCharacteristics;
HANDLE TapClient;

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = TapUnload;
    return NmrRegisterClient(&TapCharacteristics, NULL, &TapClient);
}
