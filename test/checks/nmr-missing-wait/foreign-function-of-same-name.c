// A function of the same name with another number of parameters is somebody
// else's.
// RUN: %check_nmr %s
// VERDICT: none

#include <wdk-mini.h>

extern HANDLE g_Cli;
NTSTATUS NmrDeregisterClient(HANDLE H, int Flags);

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) { NmrDeregisterClient(g_Cli, 1); }
