// An option names unload routines that nothing else shows; a deregistration
// whose wait is in another file is proven missing there.
// RUN: %check_nmr %s --waits-elsewhere --unload-function=PluginGone
// RUN: %check_nmr %s --waits-elsewhere --suffix=PLAIN

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation
// VERDICT-PLAIN: g_Cli inconclusive

extern HANDLE g_Cli;

VOID PluginGone(VOID) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
}
