// A driver author would believe that the common clean-up may run whatever has
// failed (V04).
// RUN: %check_nmr %s

//--- cleanup.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Prv;
void CleanUp(void) {
  NmrDeregisterProvider(g_Prv); // SCAN-WARN: g_Prv [nmr-handle-misuse]
  NmrWaitForProviderDeregisterComplete(g_Prv);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void CleanUp(void);
static NPI_PROVIDER_CHARACTERISTICS g_PC;
HANDLE g_Prv;
// VERDICT: g_Prv violation

VOID Unload(PDRIVER_OBJECT Driver) { CleanUp(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status))
    CleanUp();
  else
    Driver->DriverUnload = Unload;
  return Status;
}
