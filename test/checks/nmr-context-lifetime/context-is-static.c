// I23: a static binding context outlives every binding.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  volatile LONG Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;

static const int g_Dispatch;
static BINDING g_Own;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  g_Own.Binding = Handle;
  return NmrClientAttachProvider(Handle, &g_Own, &g_Dispatch, &g_Own.Peer,
                                 &g_Own.PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) {
  BINDING *B = (BINDING *)P;
  NmrClientDetachProviderComplete(B->Binding);
  B->Binding = NULL;
  return STATUS_PENDING;
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
