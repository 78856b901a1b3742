// I15 by the order in which the system calls: open before close, close before
// unload. Nothing in the code shows it, so nobody may speak.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli inconclusive

static NTSTATUS Open(PDEVICE_OBJECT Device, PIRP Irp) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  StopCli();
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Open;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
