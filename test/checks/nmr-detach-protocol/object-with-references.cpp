// I22: references are counted, and whoever drops the last one completes.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

struct Binding {
  HANDLE Handle;
  volatile LONG References;
  PVOID Peer;
  const VOID *PeerDispatch;

  bool drop() { return InterlockedDecrement(&References) == 0; }
};

static const int g_Dispatch = 0;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  Binding *B = static_cast<Binding *>(
      ExAllocatePool2(0, sizeof(Binding), 'tset'));
  if (!B)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Handle = Handle;
  B->References = 1;
  NTSTATUS Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer,
                                            &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    ExFreePool(B);
  return Status;
}

static void Leave(Binding *B) {
  if (B->drop())
    NmrClientDetachProviderComplete(B->Handle);
}

static NTSTATUS CliDetach(PVOID P) {
  Leave(static_cast<Binding *>(P));
  return STATUS_PENDING;
}

static VOID CliCleanup(PVOID P) { ExFreePool(P); }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
