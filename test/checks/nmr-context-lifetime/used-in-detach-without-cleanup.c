// Without a cleanup routine nothing goes away when the detachment completes.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

typedef struct {
  HANDLE Binding;
  volatile LONG Done;
} BINDING;

static const int g_Dispatch;

static NTSTATUS PrvAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Client, PVOID Peer,
                          const VOID *PeerDispatch, PVOID *BindingContext,
                          const VOID **Dispatch) {
  BINDING *B = (BINDING *)Context;
  B->Binding = Handle;
  *BindingContext = B;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}

static NTSTATUS PrvDetach(PVOID P) {
  BINDING *B = (BINDING *)P;
  NmrProviderDetachClientComplete(B->Binding);
  B->Done = 1;
  return STATUS_PENDING;
}

NPI_PROVIDER_CHARACTERISTICS g_Prv = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, NULL};
