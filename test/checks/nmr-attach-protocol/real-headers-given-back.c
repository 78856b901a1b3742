// A careless check would say that a binding context leaks which is given back to the lookaside list that it came from.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: none

typedef struct {
  HANDLE Binding;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;
static const int g_Dispatch;
static NPAGED_LOOKASIDE_LIST g_Bindings;

static NTSTATUS NTAPI Attach(HANDLE Handle, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  BINDING *B = ExAllocateFromNPagedLookasideList(&g_Bindings);
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Binding = Handle;
  Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer, &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    ExFreeToNPagedLookasideList(&g_Bindings, B);
  return Status;
}
static NTSTATUS NTAPI Detach(PVOID P) { return STATUS_SUCCESS; }
static VOID NTAPI Cleanup(PVOID P) { ExFreeToNPagedLookasideList(&g_Bindings, P); }

NPI_CLIENT_CHARACTERISTICS g_Cli = {0, sizeof(NPI_CLIENT_CHARACTERISTICS), Attach, Detach, Cleanup};
