// I28: a simulator build that demands STATUS_SUCCESS; the registration ends
// there.
// RUN: %check_nmr %s -- -DSIMULATOR

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

#ifdef SIMULATOR
#define REQUIRE(E) do { if (!(E)) KeBugCheckEx(1, 0, 0, 0, 0); } while (0)
#endif

VOID Unload(PDRIVER_OBJECT Driver) {
  REQUIRE(NmrDeregisterClient(g_Cli) == STATUS_SUCCESS);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
