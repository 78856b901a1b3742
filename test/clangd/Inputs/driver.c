#include <ntddk.h>
#include <netioddk.h>

static HANDLE Client;
static NPI_CLIENT_CHARACTERISTICS Characteristics;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  UNREFERENCED_PARAMETER(Driver);
  NmrDeregisterClient(Client);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  UNREFERENCED_PARAMETER(Path);
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&Characteristics, NULL, &Client);
}
