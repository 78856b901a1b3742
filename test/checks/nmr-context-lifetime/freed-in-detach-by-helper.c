// V16: an author would call the cleanup routine to be on the safe side. The attach routine is elsewhere.
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

NPI_PROVIDER_DETACH_CLIENT_FN PrvDetach;

static VOID NTAPI PrvCleanup(PVOID P) {
  BINDING *B = (BINDING *)P;
  ExFreePool(B); // WARN: 'PrvDetach' frees the binding context of a provider binding, which others still use [nmr-context-lifetime]
}

NTSTATUS NTAPI PrvDetach(PVOID ProviderBindingContext) {
  PrvCleanup(ProviderBindingContext);
  NmrProviderDetachClientComplete(NULL);
  return STATUS_SUCCESS;
}
