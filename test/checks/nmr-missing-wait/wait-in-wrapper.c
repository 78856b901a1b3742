// I10: the name of a wrapper says nothing; its body does. Handle by value.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static void Tidy2(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}
static void Tidy(HANDLE H) { Tidy2(H); }

VOID Unload(PDRIVER_OBJECT Driver) { Tidy(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
