// V06: half of a handle is no handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static ULONG g_Cli;

// VERDICT: Cli violation

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Cli = (HANDLE)(ULONG_PTR)g_Cli;
  if (NmrDeregisterClient(Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE Cli;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &Cli); // WARN: Cli [nmr-missing-deregister]
  if (!NT_SUCCESS(Status))
    return Status;
  g_Cli = (ULONG)(ULONG_PTR)Cli;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
