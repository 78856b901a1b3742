// I21: a careless check would follow one flag both ways in a queued routine, which completes early or late, but once.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Handle verified

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  BOOLEAN Early, Late;
  volatile LONG Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;

static const int g_Dispatch;

static NTSTATUS PrvAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Client, PVOID Peer,
                          const VOID *PeerDispatch, PVOID *BindingContext,
                          const VOID **Dispatch) {
  BINDING *B = (BINDING *)ExAllocatePool2(0, sizeof(BINDING), 'tset');
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Binding = Handle;
  B->Late = !B->Early;
  *BindingContext = B;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}

static VOID PrvCleanup(PVOID P) { ExFreePool(P); }

static KEVENT g_Drained;

static VOID Drain(PDEVICE_OBJECT Device, PVOID P) {
  BINDING *B = (BINDING *)P;
  PIO_WORKITEM Item = B->Item;
  HANDLE Binding = B->Binding;
  BOOLEAN Early = B->Early, Late = B->Late;
  if (Early)
    NmrProviderDetachClientComplete(Binding);
  KeSetEvent(&g_Drained, 0, FALSE);
  if (Late)
    NmrProviderDetachClientComplete(Binding);
  IoFreeWorkItem(Item);
}

static NTSTATUS PrvDetach(PVOID P) {
  IoQueueWorkItem(((BINDING *)P)->Item, Drain, DelayedWorkQueue, P);
  return STATUS_PENDING;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, PrvCleanup};

static HANDLE g_Handle;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_Prv, NULL, &g_Handle);
}
