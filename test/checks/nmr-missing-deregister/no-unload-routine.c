// I18: a driver without an unload routine can't be unloaded; its registration
// may live for ever.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli verified

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
