// A driver author would take 'verified' for good, though a routine of another
// file may call what registers.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

VOID InitializeRest(void); // in a file that is not given

// VERDICT: g_Cli inconclusive: 'InitializeRest', whose body is not in view, may

NTSTATUS Start(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  InitializeRest();
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
