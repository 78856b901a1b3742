// Silent: the driver calls its DPC and its thread itself, with arguments that the system never passes, to stop.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_ByDpc, g_ByThread, g_ByClose;
static KDPC g_Dpc;
static PVOID g_Thread;
static LONG g_Ticks;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
DRIVER_DISPATCH Close;
KDEFERRED_ROUTINE Tick;
KSTART_ROUTINE Run;

// VERDICT: g_ByDpc verified
// VERDICT: g_ByThread verified
// VERDICT: g_ByClose verified

static VOID Stop(HANDLE Handle) {
  if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

VOID NTAPI Tick(PKDPC Dpc, PVOID Context, PVOID One, PVOID Two) {
  if (Dpc != NULL)
    g_Ticks++;
  else
    Stop(g_ByDpc);
}

VOID NTAPI Run(PVOID Context) {
  if (Context != NULL)
    return;
  Stop(g_ByThread);
}

NTSTATUS NTAPI Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (Irp == NULL) {
    Stop(g_ByClose);
    return STATUS_SUCCESS;
  }
  Irp->IoStatus.Status = STATUS_SUCCESS;
  IoCompleteRequest(Irp, IO_NO_INCREMENT);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  KeFlushQueuedDpcs();
  Tick(NULL, NULL, NULL, NULL);
  Run(NULL);
  Close(NULL, NULL);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE Thread;
  KeInitializeDpc(&g_Dpc, Tick, NULL);
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_ByDpc)))
    g_ByDpc = NULL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_ByThread)))
    g_ByThread = NULL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_ByClose)))
    g_ByClose = NULL;
  PsCreateSystemThread(&Thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, &g_Dpc);
  return STATUS_SUCCESS;
}
