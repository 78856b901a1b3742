// I10: a wrapper that gets the address of the handle and clears it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static void Stop(HANDLE *H) {
  if (*H == NULL)
    return;
  if (NmrDeregisterClient(*H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(*H);
  *H = NULL;
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(&g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
