// A driver author whose layers have result codes of their own would be told that
// a success is a failure (I08).
// RUN: %check_nmr %s

//--- net.h
#include <wdk-mini.h>
#include <netioddk.h>
enum rc { RC_OK, RC_FAIL };
enum rc NetStart(void);
BOOLEAN NetStartProvider(void);
void NetStop(void);
void NetStopProvider(void);

//--- net.c
#include "net.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;
// VERDICT: g_Cli verified
// VERDICT: g_Prv verified
enum rc NetStart(void) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli) != STATUS_SUCCESS ? RC_FAIL
                                                                  : RC_OK;
}
BOOLEAN NetStartProvider(void) {
  return NT_SUCCESS(NmrRegisterProvider(&g_PC, NULL, &g_Prv));
}
void NetStop(void) {
  NmrDeregisterClient(g_Cli);
  NmrWaitForClientDeregisterComplete(g_Cli);
}
void NetStopProvider(void) {
  NmrDeregisterProvider(g_Prv);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

//--- driver.c
#include "net.h"
VOID Unload(PDRIVER_OBJECT Driver) {
  NetStopProvider();
  NetStop();
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (NetStart() != RC_OK)
    return STATUS_UNSUCCESSFUL;
  if (!NetStartProvider()) {
    NetStop();
    return STATUS_UNSUCCESSFUL;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
