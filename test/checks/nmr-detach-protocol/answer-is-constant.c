// A careless check would not know what a constant holds, and take it for a third status.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;
static const int g_Dispatch;
static const NTSTATUS g_Answer = STATUS_PENDING;

static NTSTATUS Attach(HANDLE Handle, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  BINDING *B = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*B), 'dniB');
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Binding = Handle;
  Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer, &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    ExFreePool(B);
  return Status;
}
static VOID Complete(PDEVICE_OBJECT Device, PVOID P) { NmrClientDetachProviderComplete(((BINDING *)P)->Binding); }
static NTSTATUS Detach(PVOID P) {
  IoQueueWorkItem(((BINDING *)P)->Item, Complete, DelayedWorkQueue, P);
  return g_Answer;
}
static VOID Cleanup(PVOID P) { ExFreePool(P); }

NPI_CLIENT_CHARACTERISTICS g_Cli = {0, sizeof(NPI_CLIENT_CHARACTERISTICS), Attach, Detach, Cleanup};
