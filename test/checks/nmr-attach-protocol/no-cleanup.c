// V17: an author would leave the cleanup routine out, and allocate for each binding.
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

// WARN@+1: the binding context that 'CliAttach' allocates is never freed: there is no cleanup routine [nmr-attach-protocol]
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

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

static NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
NPI_CLIENT_CHARACTERISTICS *Characteristics(void) { return &g_Cli; }
