// V15: an author would let an object complete the detachment at the end of its scope.
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

static const int g_Dispatch = 0;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  BINDING *B = (BINDING *)ExAllocatePool2(0, sizeof(BINDING), 'tset');
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Binding = Handle;
  Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer,
                                   &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    ExFreePool(B);
  return Status;
}

static VOID CliCleanup(PVOID P) { ExFreePool(P); }

struct Completes {
  HANDLE Handle;
  // WARN@+1: 'NmrClientDetachProviderComplete' is called on a path on which 'CliDetach' does not return STATUS_PENDING [nmr-detach-protocol]
  ~Completes() { NmrClientDetachProviderComplete(Handle); }
};

static NTSTATUS CliDetach(PVOID P) {
  Completes AtEnd = {static_cast<BINDING *>(P)->Binding};
  return STATUS_SUCCESS;
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
