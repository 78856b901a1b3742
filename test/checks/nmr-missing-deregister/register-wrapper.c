// I10: the registration is made by a wrapper that gets the address of the
// handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: *Out verified

static BOOLEAN Start(PHANDLE Out) {
  return NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, Out));
}

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_Cli) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
