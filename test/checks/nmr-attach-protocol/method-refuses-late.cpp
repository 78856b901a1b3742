// V17: an author would let a method judge the provider, after the call.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

struct Binding {
  HANDLE Handle;
  PVOID Peer;
  const VOID *PeerDispatch;

  NTSTATUS attach(PVOID Dispatch) {
    NTSTATUS Status = NmrClientAttachProvider(Handle, this, Dispatch, &Peer,
                                              &PeerDispatch);
    return NT_SUCCESS(Status) ? check() : Status;
  }
  NTSTATUS check() { return Peer ? STATUS_SUCCESS : STATUS_NOINTERFACE; }
};

static int g_Dispatch;
static Binding g_Binding;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  g_Binding.Handle = Handle;
  return g_Binding.attach(&g_Dispatch); // WARN: 'CliAttach' fails although 'NmrClientAttachProvider' succeeded [nmr-attach-protocol]
}

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
