// I16: the handle of a new registration is not the dead one, though the
// variable is the same.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void Stop(void) {
  if (g_Cli == NULL)
    return;
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = NULL;
}

static NTSTATUS Restart(PDEVICE_OBJECT Device, PIRP Irp) {
  Stop();
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Restart;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
