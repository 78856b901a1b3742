// I06: RtlRunOnceExecuteOnce calls the routine again only if that answered FALSE, so it registers once.
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
static BOOLEAN g_Up;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle verified

static ULONG Register(RUN_ONCE *Once, PVOID Parameter, PVOID *Context) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Handle);
  g_Up = NT_SUCCESS(Status);
  *(NTSTATUS *)Parameter = Status;
  return g_Up;
}

static NTSTATUS Create(PDEVICE_OBJECT Device, PIRP Irp) {
  NTSTATUS Status = STATUS_SUCCESS;
  RtlRunOnceExecuteOnce(&g_Once, Register, &Status, NULL);
  return Status;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Up && NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Create;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
