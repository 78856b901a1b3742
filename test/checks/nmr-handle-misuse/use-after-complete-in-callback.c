// V05: a driver author would believe that the close routine leaves something
// for unload.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation

static BOOLEAN g_Up;

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Up)
    StopCli();
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) { Close(NULL, NULL); }
// WARN@-15: 'NmrDeregisterClient' is called on 'g_Cli', whose deregistration was already started on this path [nmr-handle-misuse]

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (NT_SUCCESS(Status))
    g_Up = TRUE;
  return Status;
}
