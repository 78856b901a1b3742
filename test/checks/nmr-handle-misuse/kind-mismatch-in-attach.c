// V12 in a routine that the NMR may run before the register call returns: wrong
// whenever it runs.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static HANDLE g_Cli;
static ULONG g_Attached;

// VERDICT: g_Cli violation

static NTSTATUS Attach(HANDLE Binding, PVOID Context, // NOTE: before the call returns, the NMR calls 'Attach'
                       PNPI_REGISTRATION_INSTANCE Provider) {
  if (g_Attached++ == 1)
    NmrDeregisterProvider(g_Cli); // WARN: g_Cli [nmr-handle-misuse]
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {0, sizeof(g_CC), Attach};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
