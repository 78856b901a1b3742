// V06: the routine answers FALSE, STATUS_SUCCESS as it were, so RtlRunOnceExecuteOnce calls it again, and it registers again.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

typedef struct {
  PVOID State;
} RUN_ONCE;
NTSTATUS __declspec(dllimport) RtlRunOnceExecuteOnce(RUN_ONCE *Once, ULONG (*Routine)(RUN_ONCE *, PVOID, PVOID *), PVOID Parameter, PVOID *Context);

static NPI_CLIENT_CHARACTERISTICS g_CC;
static RUN_ONCE g_Once;
static HANDLE g_Handle;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle violation

static ULONG Register(RUN_ONCE *Once, PVOID Parameter, PVOID *Context) {
  return NmrRegisterClient(&g_CC, NULL, &g_Handle); // WARN: g_Handle [nmr-missing-deregister]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Handle && NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (!NT_SUCCESS(RtlRunOnceExecuteOnce(&g_Once, Register, NULL, NULL)))
    RtlRunOnceExecuteOnce(&g_Once, Register, NULL, NULL);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
