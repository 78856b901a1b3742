// V01: a driver author would not think of the lower driver, which fills the record with the flag: the request leads there, also when its stack location is copied.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static PDEVICE_OBJECT g_Lower;
static struct {
  ULONG Version;
  ULONG Registered;
} g_Settings;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Cli violation

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  Irp->AssociatedIrp.SystemBuffer = &g_Settings;
  IoCopyCurrentIrpStackLocationToNext(Irp);
  return IoCallDriver(g_Lower, Irp);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g_Settings.Registered && NmrDeregisterClient(g_Cli) == STATUS_PENDING) // WARN: g_Cli [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Lower = Driver->DeviceObject;
  Driver->DriverUnload = Unload;
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli))) // WARN: g_Cli [nmr-missing-deregister]
    g_Settings.Registered = 1;
  return STATUS_SUCCESS;
}
