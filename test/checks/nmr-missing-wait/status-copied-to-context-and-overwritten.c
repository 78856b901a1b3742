// A driver author would believe that the last status is that of the deregister
// call.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

typedef struct {
  int Calls;
  NTSTATUS Last;
} TEARDOWN;
static TEARDOWN g_Teardown;

static void Record(TEARDOWN *Teardown, NTSTATUS Status) {
  Teardown->Calls++;
  Teardown->Last = Status;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Record(&g_Teardown, NmrDeregisterClient(g_Cli)); // WARN: g_Cli [nmr-missing-wait]
  Record(&g_Teardown, STATUS_SUCCESS);
  if (g_Teardown.Last == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
