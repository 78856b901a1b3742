// I17: the same, through the pointer that the system calls it by. Nothing else
// in DriverEntry's reach names the flag.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static BOOLEAN g_Stopped;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Stopped)
    return;
  g_Stopped = TRUE;
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    Driver->DriverUnload(Driver);
  return Status;
}
