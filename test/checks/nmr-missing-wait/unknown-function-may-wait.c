// An external handle is within the reach of a function that is not in view.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive

HANDLE g_Cli;
VOID FinishTeardown(VOID);

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
  FinishTeardown();
}
