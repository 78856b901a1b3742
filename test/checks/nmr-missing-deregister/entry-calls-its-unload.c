// I17: DriverEntry calls its own unload routine to clean up.
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

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli)
    StopCli();
  g_Cli = NULL;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (NT_SUCCESS(Status))
    Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    Unload(Driver);
  return Status;
}
