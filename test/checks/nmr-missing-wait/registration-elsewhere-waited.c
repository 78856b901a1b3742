// The nearest right form of a deregistration whose registration is in another
// file.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}
