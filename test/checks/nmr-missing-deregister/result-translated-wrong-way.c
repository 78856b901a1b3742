// A driver author would believe that the caller reads the code the way it was
// written.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;


// VERDICT: g_Cli violation

enum rc { RC_OK, RC_FAIL };

static enum rc Start(void) {
  return NmrRegisterClient(&g_CC, NULL, &g_Cli) != STATUS_SUCCESS ? RC_FAIL : RC_OK; // WARN: g_Cli [nmr-missing-deregister]
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (Start())
    return STATUS_SUCCESS;
  return STATUS_UNSUCCESSFUL;
}
