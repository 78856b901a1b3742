// I21: a careless check would take the second completion of a queued routine for one of the same binding: it completes all that wait in a list.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Handle verified

typedef struct BINDING {
  HANDLE Binding;
  PIO_WORKITEM Item;
  struct BINDING *Next;
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
  PIO_WORKITEM Item = B->Item;
  HANDLE Binding = B->Binding, Next;
  BINDING *Other = B->Next;
  if (Other != NULL) {
    Next = Other->Binding;
    NmrProviderDetachClientComplete(Binding);
    NmrProviderDetachClientComplete(Next);
  } else {
    NmrProviderDetachClientComplete(Binding);
  }
  while ((B = B->Next) != NULL) {
    Binding = B->Binding;
    NmrProviderDetachClientComplete(Binding);
  }
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
