// V17: an author would look at what the provider offers, and refuse it then.
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
  else if (B->PeerDispatch == NULL)
    Status = STATUS_NOINTERFACE;
  return Status; // WARN: 'CliAttach' fails although 'NmrClientAttachProvider' succeeded [nmr-attach-protocol]
}

static VOID CliCleanup(PVOID P) { ExFreePool(P); }

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
