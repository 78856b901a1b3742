// The nearest right form of another call's status: each call has a variable of
// its own.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static NTSTATUS CloseLog(void) { return STATUS_SUCCESS; }

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Deregister = NmrDeregisterClient(g_Cli);
  NTSTATUS Status = CloseLog();
  if (NT_SUCCESS(Status) && Deregister == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
