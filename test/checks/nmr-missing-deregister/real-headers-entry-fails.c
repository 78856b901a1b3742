// With the headers of the real kit: V08, the device is created after the
// registration.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  IoDeleteDevice(Driver->DeviceObject);
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  UNICODE_STRING Name;
  PDEVICE_OBJECT Device = NULL;
  NTSTATUS Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: client registration 'g_Cli' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  RtlInitUnicodeString(&Name, L"\\Device\\Sample");
  Status = IoCreateDevice(Driver, 0, &Name, FILE_DEVICE_NETWORK, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
