// Testing a pointer before its use is no use of it.
//
// RUN: %check_nmr %s nmr-* nmr-register-not-last

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified
static PDEVICE_OBJECT g_Device;

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  if (g_Device != nullptr)
    IoStartNextPacket(g_Device, FALSE);
  return STATUS_NOINTERFACE;
}

static NTSTATUS NTAPI Detach(PVOID Context)
{
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {
    0, sizeof(g_Chars), Attach, Detach, NULL, {0}};

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Device = Driver->DeviceObject;
  return STATUS_SUCCESS;
}
