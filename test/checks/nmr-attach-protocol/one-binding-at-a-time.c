// I23, I24: one binding, whose context is the registration's.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

static const int g_Dispatch;
static volatile LONG g_Bound;
static PVOID g_Peer;
static const VOID *g_PeerDispatch;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  if (InterlockedExchange(&g_Bound, 1))
    return STATUS_DEVICE_NOT_READY;
  return NmrClientAttachProvider(Handle, Context, &g_Dispatch, &g_Peer,
                                 &g_PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) { return STATUS_SUCCESS; }

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
