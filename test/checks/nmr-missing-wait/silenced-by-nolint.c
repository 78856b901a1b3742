// NOLINT silences the warning in all tools; nmr-scan still tells the verdict.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation: suppressed
// VERDICT: g_Prv violation: suppressed

extern HANDLE g_Cli, g_Prv;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // NOLINT(nmr-missing-wait)
  // NOLINTNEXTLINE
  NmrDeregisterProvider(g_Prv);
}
