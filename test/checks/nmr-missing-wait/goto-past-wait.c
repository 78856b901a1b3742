// A driver author would believe that the label stands before the wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  if (Driver->DeviceObject == NULL)
    goto Exit;
  IoDeleteDevice(Driver->DeviceObject);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
Exit:
  DbgPrint("bye\n");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
