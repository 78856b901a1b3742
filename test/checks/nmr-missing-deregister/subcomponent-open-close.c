// I15: registered in an open routine, ended in a close routine, many times.
// Guarded, and ended again in unload.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

static NTSTATUS Open(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Cli != NULL)
    return STATUS_DEVICE_NOT_READY;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Cli != NULL) {
    StopCli();
    g_Cli = NULL;
  }
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) { Close(NULL, NULL); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Open;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
