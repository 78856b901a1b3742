// A driver author would believe that the handle can be cleared as soon as it
// is deregistered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

static void Stop(HANDLE *H) {
  NTSTATUS Status = NmrDeregisterClient(*H); // WARN: g_Cli [nmr-missing-wait]
  *H = NULL;
  if (Status == STATUS_PENDING && *H != NULL)
    NmrWaitForClientDeregisterComplete(*H);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(&g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
