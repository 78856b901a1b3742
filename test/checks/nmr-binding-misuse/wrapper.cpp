// V13: an author would hand the wrong one of two handles to a wrapper.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

class Client {
public:
  static NTSTATUS attach(HANDLE Handle, PVOID Context,
                         PNPI_REGISTRATION_INSTANCE Provider) {
    Self.Binding = Handle;
    return NmrClientAttachProvider(Handle, nullptr, &Self, &Self.Peer,
                                   &Self.PeerDispatch);
  }
  static NTSTATUS detach(PVOID P) {
    stop(Self.Binding);
    return STATUS_SUCCESS;
  }

private:
  static void stop(HANDLE H) {
    if (NmrDeregisterClient(H) == STATUS_PENDING) // WARN: 'NmrDeregisterClient' is called on 'Handle', the handle of a client binding [nmr-binding-misuse]
      NmrWaitForClientDeregisterComplete(H);
  }

  static Client Self;
  HANDLE Binding, Registration;
  PVOID Peer;
  const VOID *PeerDispatch;
  friend NPI_CLIENT_CHARACTERISTICS make();
};

Client Client::Self;

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), Client::attach, Client::detach,
    nullptr};
