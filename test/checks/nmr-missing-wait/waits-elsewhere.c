// Two-phase teardown: a deregistration outside unload is expected to be waited
// for in its own unit, unless the option says otherwise.
// RUN: %check_nmr %s
// RUN: %check_nmr %s --waits-elsewhere --suffix=ELSEWHERE

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation
// VERDICT-ELSEWHERE: g_Cli inconclusive

extern HANDLE g_Cli;

VOID BeginStop(VOID) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
}
