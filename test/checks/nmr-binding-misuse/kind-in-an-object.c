// Silent: what a handle is for is written in its object, and a work item changes another one.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Reg.Handle verified

DRIVER_UNLOAD Unload;

typedef struct {
  int Kind;
  HANDLE Handle;
} ANY;

static ANY g_Reg, g_Other;
static NPI_CLIENT_CHARACTERISTICS g_CC;

static void Finish(ANY *A) {
  if (A->Kind == 1)
    NmrClientDetachProviderComplete(A->Handle);
  else if (A->Kind == 2 && NmrDeregisterClient(A->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(A->Handle);
}

static VOID Work(PDEVICE_OBJECT Device, PVOID P) { ((ANY *)P)->Kind = 1; }

void Kick(PIO_WORKITEM Item) {
  IoQueueWorkItem(Item, Work, DelayedWorkQueue, &g_Other);
}

VOID Unload(PDRIVER_OBJECT Driver) { Finish(&g_Reg); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Reg.Handle);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Reg.Kind = 2;
  Driver->DriverUnload = Unload;
  return Status;
}
