// The unload routine is what DriverObject->DriverUnload is set to, whatever
// its name, type or cast.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static int Finish(void *Unused) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  return 0;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = (PDRIVER_UNLOAD)(PVOID)Finish;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
