// A driver author with two weak defaults would be judged by one of them; which
// one the image gets is up to the linker. That is no clash: the exit code is 0.
// RUN: %check_nmr %s

//--- one.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
__attribute__((weak)) void NetStop(void) {
  NmrDeregisterClient(g_Cli);
  NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- two.c
__attribute__((weak)) void NetStop(void) {}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void NetStop(void);
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
// VERDICT: g_Cli inconclusive: 'NetStop'
VOID Unload(PDRIVER_OBJECT Driver) { NetStop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
