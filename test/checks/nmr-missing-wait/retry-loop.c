// A loop that tries again after an error, and waits once it has begun.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  int Tries = 0;
  do {
    Status = NmrDeregisterClient(g_Cli);
  } while (!NT_SUCCESS(Status) && ++Tries < 3);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
