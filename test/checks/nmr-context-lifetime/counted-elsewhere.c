// The reference that a routine holds may be taken by another one, at any time before.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
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
  B->Done = 1;
  *BindingContext = B;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}

static VOID Drop(BINDING *B) {
  if (InterlockedDecrement(&B->Done) == 0)
    ExFreePool(B);
}

static VOID PrvCleanup(PVOID P) { Drop((BINDING *)P); }

static VOID Drain(PDEVICE_OBJECT Device, PVOID P) {
  BINDING *B = (BINDING *)P;
  NmrProviderDetachClientComplete(B->Binding);
  IoFreeWorkItem(B->Item);
  Drop(B);
}

VOID Start(BINDING *B) {
  InterlockedIncrement(&B->Done);
  IoQueueWorkItem(B->Item, Drain, DelayedWorkQueue, B);
}

static NTSTATUS PrvDetach(PVOID P) {
  return STATUS_PENDING;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, PrvCleanup};
