// V05: a driver author would believe that the wait may be tried again.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
  while (!NT_SUCCESS(NmrWaitForClientDeregisterComplete(g_Cli))) // WARN: 'NmrWaitForClientDeregisterComplete' is called on 'g_Cli', which was already waited for on this path [nmr-handle-misuse]
    DbgPrint("again\n");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
