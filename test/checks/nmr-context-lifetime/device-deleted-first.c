// A careless prover would take the device object that is deleted first for the context, because both lie in one structure.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  PDEVICE_OBJECT Device;
} STATE;
static STATE *g_State;
static NPI_CLIENT_CHARACTERISTICS g_Chars;

// VERDICT: g_State->Reg verified

static void Stop(void) {
  if (g_State->Device != NULL)
    IoDeleteDevice(g_State->Device);
  if (g_State->Reg != NULL && NmrDeregisterClient(g_State->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_State->Reg);
  ExFreePoolWithTag(g_State, 'xtC ');
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_State = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(STATE), 'xtC ');
  if (g_State == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Chars, g_State, &g_State->Reg);
  if (!NT_SUCCESS(Status))
    g_State->Reg = NULL;
  else
    Status = IoCreateDevice(Driver, 0, NULL, 0x12, 0, FALSE, &g_State->Device);
  if (!NT_SUCCESS(Status)) {
    Stop();
    return Status;
  }
  Driver->DriverUnload = Unload;
  return Status;
}
