// V04: a driver author would not see that '&' makes a handle of the variable's
// address, which converts without a warning.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Handles[2];

// VERDICT: g_Handles{{\[0\]}} verified
// VERDICT: g_Handles{{\[1\]}} violation

static VOID Stop(HANDLE *Handle) {
  if (*Handle == NULL)
    return;
  if (NmrDeregisterProvider(*Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(*Handle);
  *Handle = NULL;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop(&g_Handles[1]);
  Stop(&g_Handles[0]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Handles[0]);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Handles[1]);
  if (!NT_SUCCESS(Status)) {
    NmrDeregisterProvider(&g_Handles[1]); // WARN: which is not registered on this path [nmr-handle-misuse]
    Stop(&g_Handles[0]);
  }
  return Status;
}
