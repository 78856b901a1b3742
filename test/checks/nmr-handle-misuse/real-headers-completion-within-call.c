// V05: a driver author would believe that a completion routine runs later. It may run before IoCallDriver returns.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static PDEVICE_OBJECT g_Lower;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Cli inconclusive: it depends on which callbacks the system runs, and in which order, for instance 'Pnp' and then 'Stopped'

static void Stop(HANDLE Handle) {
  g_Cli = NULL;
  if (NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

static NTSTATUS NTAPI Stopped(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context) {
  if (g_Cli != NULL)
    Stop(g_Cli);
  return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS NTAPI Pnp(PDEVICE_OBJECT Device, PIRP Irp) {
  HANDLE Handle = g_Cli;
  NTSTATUS Status;
  IoCopyCurrentIrpStackLocationToNext(Irp);
  IoSetCompletionRoutine(Irp, Stopped, NULL, TRUE, TRUE, TRUE);
  Status = IoCallDriver(g_Lower, Irp);
  if (Handle != NULL)
    Stop(Handle);
  return Status;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli != NULL)
    Stop(g_Cli);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Lower = Driver->DeviceObject;
  Driver->DriverUnload = Unload;
  Driver->MajorFunction[IRP_MJ_PNP] = Pnp;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  return Status;
}
