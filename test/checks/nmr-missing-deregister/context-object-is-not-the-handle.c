// The registration context escapes to the NMR; the handle does not, unless it
// is in it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

static int g_Context;

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, &g_Context, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
