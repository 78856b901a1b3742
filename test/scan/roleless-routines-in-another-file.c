// A driver author who casts callbacks and declares no roles would not be judged
// (I27).
// RUN: %check_nmr %s

//--- finish.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Prv;
void Finish(void *Unused) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}
long Detach(void *Binding) { return STATUS_SUCCESS; }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void Finish(void *Unused);
long Detach(void *Binding);
HANDLE g_Prv;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
// VERDICT: g_Prv verified

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_PC.ProviderDetachClient = (PNPI_PROVIDER_DETACH_CLIENT_FN)Detach;
  Driver->DriverUnload = (PDRIVER_UNLOAD)Finish;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
