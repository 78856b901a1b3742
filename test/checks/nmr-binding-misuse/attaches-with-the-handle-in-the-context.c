// V13: the attach routine gets a handle, and takes the one in its context instead, which is the registration's.
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

static NTSTATUS Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Instance) {
  CLIENT *Client = (CLIENT *)Context;
  return NmrClientAttachProvider(Client->Handle, Client, &Own, &Client->Peer, &Client->Dispatch); // WARN: the handle of a client registration [nmr-binding-misuse]
}

static NTSTATUS Detach(PVOID Context) { return STATUS_SUCCESS; }

static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach, .ClientDetachProvider = Detach};

static NTSTATUS Start(CLIENT *Client) { return NmrRegisterClient(&g_CC, Client, &Client->Handle); }

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Client.Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client.Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_Client);
}
