// An object that owns the context frees it unless it is told not to.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

struct Binding {
  HANDLE Handle;
  PVOID Peer;
  const VOID *PeerDispatch;
};

struct Owner {
  Binding *B;
  ~Owner() {
    if (B)
      ExFreePool(B);
  }
};

static const int g_Dispatch = 0;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  Owner O = {
      static_cast<Binding *>(ExAllocatePool2(0, sizeof(Binding), 'tset'))};
  if (!O.B)
    return STATUS_INSUFFICIENT_RESOURCES;
  O.B->Handle = Handle;
  NTSTATUS Status = NmrClientAttachProvider(Handle, O.B, &g_Dispatch,
                                            &O.B->Peer, &O.B->PeerDispatch);
  if (NT_SUCCESS(Status))
    O.B = nullptr;
  return Status;
}

static VOID CliCleanup(PVOID P) { ExFreePool(P); }

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
