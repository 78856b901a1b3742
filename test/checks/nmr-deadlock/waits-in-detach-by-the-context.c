// V10: the binding's context is the registration's, and the detach routine stops the registration that it finds there.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  PVOID Peer;
  const VOID *Dispatch;
} CLIENT;

static CLIENT g_Client;
static const ULONG Own = 1;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Client->Handle violation

static VOID Stop(CLIENT *Client) {
  if (Client->Handle != NULL &&
      NmrDeregisterClient(Client->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Client->Handle); // WARN: in its own callback 'Detach' [nmr-deadlock]
  Client->Handle = NULL;
}

static NTSTATUS Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Instance) {
  CLIENT *Client = (CLIENT *)Context;
  return NmrClientAttachProvider(Binding, Client, &Own, &Client->Peer, &Client->Dispatch);
}

static NTSTATUS Detach(PVOID Context) {
  Stop((CLIENT *)Context);
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach, .ClientDetachProvider = Detach};

static NTSTATUS Start(CLIENT *Client) { return NmrRegisterClient(&g_CC, Client, &Client->Handle); }

VOID Unload(PDRIVER_OBJECT Driver) { Stop(&g_Client); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_Client);
}
