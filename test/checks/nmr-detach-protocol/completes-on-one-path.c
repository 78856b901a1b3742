// V15: an author would return one status for two cases.
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

static NTSTATUS CliDetach(PVOID P) {
  BINDING *B = (BINDING *)P;
  NTSTATUS Status = STATUS_SUCCESS;
  if (InterlockedExchange(&B->Done, 1) == 0)
    // WARN@+1: 'NmrClientDetachProviderComplete' is called on a path on which 'CliDetach' does not return STATUS_PENDING [nmr-detach-protocol]
    NmrClientDetachProviderComplete(B->Binding);
  else
    Status = STATUS_PENDING;
  return Status;
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
