// V16: an author would delete the binding's object in the detach routine.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

struct Binding {
  HANDLE Handle;
  PVOID Peer;
  const VOID *PeerDispatch;
};

static const int g_Dispatch = 0;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  Binding *B = new Binding();
  B->Handle = Handle;
  NTSTATUS Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer,
                                            &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    delete B;
  return Status;
}

static NTSTATUS CliDetach(PVOID P) {
  delete static_cast<Binding *>(P); // WARN: 'CliDetach' frees the binding context of a client binding, which others still use [nmr-context-lifetime]
  return STATUS_SUCCESS;
}

static VOID CliCleanup(PVOID P) {}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};
