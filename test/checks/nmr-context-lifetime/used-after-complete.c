// V16: an author would use the binding context after the call that may free it.
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
  *BindingContext = B;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}

static VOID PrvCleanup(PVOID P) { ExFreePool(P); }

static VOID Drain(PDEVICE_OBJECT Device, PVOID P) {
  BINDING *B = (BINDING *)P;
  NmrProviderDetachClientComplete(B->Binding);
  IoFreeWorkItem(B->Item); // WARN: the binding context is used after 'NmrProviderDetachClientComplete', which may have let 'PrvCleanup' free it [nmr-context-lifetime]
}

static NTSTATUS PrvDetach(PVOID P) {
  IoQueueWorkItem(((BINDING *)P)->Item, Drain, DelayedWorkQueue, P);
  return STATUS_PENDING;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, PrvCleanup};
