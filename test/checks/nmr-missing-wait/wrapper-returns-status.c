// The status may travel through a wrapper to the one who waits.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static NTSTATUS Begin(HANDLE H) {
  NTSTATUS Status = NmrDeregisterClient(H);
  if (!NT_SUCCESS(Status))
    DbgPrint("refused\n");
  return Status;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (Begin(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
