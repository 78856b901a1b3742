// One exit label that undoes when the status says failure.
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

static PDEVICE_OBJECT g_Device;

static void Cleanup(void) {
  if (g_Cli != NULL) {
    StopCli();
    g_Cli = NULL;
  }
  if (g_Device != NULL) {
    IoDeleteDevice(g_Device);
    g_Device = NULL;
  }
}

VOID Unload(PDRIVER_OBJECT Driver) { Cleanup(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    goto Exit;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &g_Device);
Exit:
  if (!NT_SUCCESS(Status))
    Cleanup();
  return Status;
}
