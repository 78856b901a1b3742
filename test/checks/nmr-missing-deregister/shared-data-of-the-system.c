// An address that is a number is not NULL: the path goes on behind it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation: nmr-missing-deregister

static ULONG64 g_Started;

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  g_Started = *(volatile ULONG64 *)0xFFFFF78000000014;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: may still be live when the driver is unloaded [nmr-missing-deregister]
}
