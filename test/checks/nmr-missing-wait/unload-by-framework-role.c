// The unload routine of a framework driver is found by its role type.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

typedef struct WDFDRIVER__ *WDFDRIVER;
typedef VOID EVT_WDF_DRIVER_UNLOAD(WDFDRIVER Driver);

extern HANDLE g_Cli;

EVT_WDF_DRIVER_UNLOAD Gone;

VOID Gone(WDFDRIVER Driver) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
}
