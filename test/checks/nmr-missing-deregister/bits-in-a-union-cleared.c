// V01: clearing the whole word also clears the bit that says what is up.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static union {
  struct {
    LONG Client : 1;
    LONG Rest : 31;
  };
  LONG All;
} g_Flags;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Flags.Client && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  g_Flags.Client = 1;
  InterlockedExchange(&g_Flags.All, 0);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
