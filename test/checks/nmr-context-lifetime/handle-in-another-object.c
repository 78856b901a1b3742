// The object that a routine gets need not be the binding context because it has the handle, too.
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

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
} WORK;

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
  WORK *Work = (WORK *)P;
  NmrProviderDetachClientComplete(Work->Binding);
  IoFreeWorkItem(Work->Item);
  ExFreePool(Work);
}

static NTSTATUS PrvDetach(PVOID P) {
  BINDING *B = (BINDING *)P;
  WORK *Work = (WORK *)ExAllocatePool2(0, sizeof(WORK), 'tset');
  if (Work == NULL)
    return STATUS_SUCCESS;
  Work->Binding = B->Binding;
  Work->Item = B->Item;
  IoQueueWorkItem(Work->Item, Drain, DelayedWorkQueue, Work);
  return STATUS_PENDING;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, PrvCleanup};
