// The nearest right form of a routine that may run twice.
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

static BOOLEAN g_Up;

static NTSTATUS Close(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Up) {
    StopCli();
    g_Up = FALSE;
  }
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) { Close(NULL, NULL); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (NT_SUCCESS(Status))
    g_Up = TRUE;
  return Status;
}
