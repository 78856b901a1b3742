// V09: a cancel routine that is declared as nothing in particular waits before it releases the cancel spin lock.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_Handle;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle inconclusive

static VOID NTAPI Early(PDEVICE_OBJECT Device, PIRP Irp) {
  NmrWaitForClientDeregisterComplete(g_Handle); // WARN: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL [nmr-irql]
  IoReleaseCancelSpinLock(Irp->CancelIrql);
}

static VOID NTAPI Late(PDEVICE_OBJECT Device, PIRP Irp) {
  IoReleaseCancelSpinLock(Irp->CancelIrql);
  NmrWaitForClientDeregisterComplete(g_Handle);
}

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  IoMarkIrpPending(Irp);
  if (Device->DeviceExtension) {
    IoSetCancelRoutine(Irp, Late);
    return STATUS_PENDING;
  }
  IoSetCancelRoutine(Irp, Early);
  return STATUS_PENDING;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  return NmrRegisterClient(&g_Characteristics, NULL, &g_Handle);
}
