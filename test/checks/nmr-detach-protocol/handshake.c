// I22, I23: an atomic flag decides who completes; the binding context is the registration's.
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
  return NmrClientAttachProvider(Handle, Context, &g_Dispatch, &g_Own.Peer,
                                 &g_Own.PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) {
  return InterlockedExchange(&g_Own.Done, 1) ? STATUS_SUCCESS : STATUS_PENDING;
}

static VOID Closes(PDEVICE_OBJECT Device, PVOID P) {
  if (InterlockedExchange(&g_Own.Done, 1))
    NmrClientDetachProviderComplete(g_Own.Binding);
}

VOID Close(void) {
  IoQueueWorkItem(g_Own.Item, Closes, DelayedWorkQueue, NULL);
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};
