// V15: the right status for each of two cases.
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

static volatile LONG g_Last;

static BOOLEAN Finish(BINDING *B, ULONG Last) {
  if (Last)
    return FALSE;
  NmrClientDetachProviderComplete(B->Binding);
  return TRUE;
}

static NTSTATUS CliDetach(PVOID P) {
  ULONG Last = InterlockedExchange(&g_Last, 1) != 0;
  return Finish((BINDING *)P, Last) ? STATUS_PENDING : STATUS_SUCCESS;
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
