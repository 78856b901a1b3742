// NOLINT of another check silences nothing.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli); // NOLINT(nmr-handle-misuse) // WARN: g_Cli [nmr-missing-wait]
}
