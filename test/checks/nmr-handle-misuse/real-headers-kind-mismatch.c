// With the headers of the real kit: V12 in one of two registrations.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation
// VERDICT: g_Prv verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Cli, g_Prv;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  Status = NmrDeregisterProvider(g_Prv);
  if (Status == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
  Status = NmrDeregisterClient(g_Cli);
  if (Status == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Cli); // WARN: 'NmrWaitForProviderDeregisterComplete' is called on 'g_Cli', the handle of a client registration [nmr-handle-misuse]
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status)) {
    if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(g_Prv);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
