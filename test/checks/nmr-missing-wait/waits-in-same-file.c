// Two-phase teardown whose wait is in the same unit: somebody may call it.
// RUN: %check_nmr %s
// RUN: %check_nmr %s --waits-elsewhere

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive

extern HANDLE g_Cli;

VOID BeginStop(VOID) { NmrDeregisterClient(g_Cli); }

VOID EndStop(VOID) { NmrWaitForClientDeregisterComplete(g_Cli); }
