// V15: an author would complete the detachment at once and say that it is done.
// 
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

// The completion is for a detachment that is pending.
static NTSTATUS PrvDetach(PVOID P) {
  // WARN@+1: 'NmrProviderDetachClientComplete' is called on a path on which 'PrvDetach' does not return STATUS_PENDING [nmr-detach-protocol]
  NmrProviderDetachClientComplete(((BINDING *)P)->Binding);
  return STATUS_SUCCESS;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, PrvCleanup};
