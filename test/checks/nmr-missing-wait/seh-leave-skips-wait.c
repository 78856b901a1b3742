// A driver author would believe that __leave goes on behind the next statement.
// RUN: %check_nmr %s -- -fms-extensions

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static PDEVICE_OBJECT g_Device;

VOID Unload(PDRIVER_OBJECT Driver) {
  __try {
    NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
    if (g_Device == NULL)
      __leave;
    NmrWaitForClientDeregisterComplete(g_Cli);
  } __finally {
    DbgPrint("bye\n");
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
