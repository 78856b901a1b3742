// A guard on what another file sets is no reason to speak.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

extern HANDLE g_Cli;
extern BOOLEAN g_Up;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Up && g_Cli) {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
    g_Cli = NULL;
  }
}
