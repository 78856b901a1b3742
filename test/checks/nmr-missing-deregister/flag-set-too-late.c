// A driver author would believe that the flag is set whenever the client is up.
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

static BOOLEAN g_CliUp;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_CliUp)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  if (!NT_SUCCESS(IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device)))
    return STATUS_SUCCESS;
  g_CliUp = TRUE;
  return STATUS_SUCCESS;
}
