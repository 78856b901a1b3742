// A driver author would believe that a wait is owed where the call has failed
// (V14). The file that begins does not know who waits, hence the option.
// RUN: %check_nmr %s --waits-elsewhere

//--- begin.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS BeginStop(HANDLE H) {
  return NmrDeregisterClient(H); // SCAN-WARN: g_Cli [nmr-missing-wait]
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS BeginStop(HANDLE H);
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = BeginStop(g_Cli);
  if (!NT_SUCCESS(Status)) // NOTE: '!NT_SUCCESS(Status)' is false for this status
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
