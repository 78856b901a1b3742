// NOLINT silences clang-tidy; nmr-scan still tells the verdict.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation
// VERDICT: g_Prv violation

extern HANDLE g_Cli, g_Prv;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // NOLINT(nmr-missing-wait) // SCAN-WARN: g_Cli [nmr-missing-wait]
  // NOLINTNEXTLINE
  NmrDeregisterProvider(g_Prv);
  // SCAN-WARN@-1: g_Prv [nmr-missing-wait]
}
