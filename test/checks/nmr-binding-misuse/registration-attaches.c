// V13: an author would pass the registration's handle to the call that attaches.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Handle violation

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  volatile LONG Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;

static HANDLE g_Handle;
static const int g_Dispatch;
static PVOID g_Peer;
static const VOID *g_PeerDispatch;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  // WARN@+1: 'NmrClientAttachProvider' is called on 'g_Handle', the handle of a client registration [nmr-binding-misuse]
  return NmrClientAttachProvider(g_Handle, NULL, &g_Dispatch, &g_Peer,
                                 &g_PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Cli, NULL, &g_Handle);
}
