// The nearest right form: what was undone is cleared.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli) {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device))) {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
    g_Cli = NULL;
  }
  return STATUS_SUCCESS;
}
