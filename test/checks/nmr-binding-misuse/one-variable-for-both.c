// V13: an author would keep both handles in one variable.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

static HANDLE g_Handle;
static const int g_Dispatch;
static PVOID g_Peer;
static const VOID *g_PeerDispatch;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  g_Handle = Handle;
  return NmrClientAttachProvider(g_Handle, NULL, &g_Dispatch, &g_Peer,
                                 &g_PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) {
  return NmrDeregisterClient(g_Handle); // WARN: 'NmrDeregisterClient' is called on 'Handle', the handle of a client binding [nmr-binding-misuse]
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
