// A driver author whose weak default is replaced by another file would be judged
// by the default, or told that the two clash.
// RUN: %check_nmr %s

//--- default.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
__attribute__((weak)) void NetStop(void) {}

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
void NetStop(void) {
  NmrDeregisterClient(g_Cli);
  NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void NetStop(void);
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
__declspec(selectany) int g_Shared = 1;
// VERDICT: g_Cli verified
VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}

//--- shared.c
__declspec(selectany) int g_Shared = 1;
