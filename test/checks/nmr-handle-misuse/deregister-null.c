// V04: a handle that is NULL on this path, whoever registered it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli == NULL) {
    NmrDeregisterClient(g_Cli); // WARN: 'NmrDeregisterClient' is called on 'g_Cli', which is not registered on this path [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(g_Cli);
  }
}
