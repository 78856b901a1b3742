// Projects ship their own netioddk.h. The functions are recognised by name and
// number of parameters, wherever and however they are declared.
// RUN: %check_nmr %s
// VERDICT: g_Cli violation

typedef long STATUS;
STATUS NmrDeregisterClient(void *Handle);
STATUS NmrWaitForClientDeregisterComplete(void *Handle);
struct DRIVER;
typedef void DRIVER_UNLOAD(struct DRIVER *Driver);

extern void *g_Cli;

DRIVER_UNLOAD Unload;

void Unload(struct DRIVER *Driver) {
  NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
}
