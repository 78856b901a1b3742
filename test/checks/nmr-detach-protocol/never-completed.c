// V15: an author would return STATUS_PENDING and take that for the end of it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Handle verified

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

// Nothing completes the detachment: the deregistration never ends.
static NTSTATUS PrvDetach(PVOID P) {
  ((BINDING *)P)->Done = 1;
  return STATUS_PENDING; // WARN: 'PrvDetach' returns STATUS_PENDING, and nothing in the driver calls 'NmrProviderDetachClientComplete' [nmr-detach-protocol]
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
