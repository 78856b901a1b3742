// A driver author would not believe that the unload routine is gone because a
// routine of another file got the driver object.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;

NTSTATUS CreateDevices(PDRIVER_OBJECT Driver); // in a file that is not given

// VERDICT: g_Prv verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = CreateDevices(Driver);
  if (!NT_SUCCESS(Status))
    return Status;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
