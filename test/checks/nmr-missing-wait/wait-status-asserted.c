// I25, I26: the wait's status is kept and asserted; the name of the handle
// misleads.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE binding_handle = g_Cli;
  NTSTATUS s = NmrDeregisterClient(binding_handle);
  NT_ASSERT(s == STATUS_PENDING);
  s = NmrWaitForClientDeregisterComplete(binding_handle);
  NT_ASSERT(s == STATUS_SUCCESS);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
