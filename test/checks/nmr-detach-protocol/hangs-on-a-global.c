// Silent: the detach routine refuses only without what DriverEntry has set up before it registers.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_UNLOAD Unload;

static PVOID g_Table;
static const ULONG g_Mode = 3;
static HANDLE g_Cli;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  static PVOID Peer;
  static const VOID *PeerDispatch;
  return NmrClientAttachProvider(Handle, NULL, NULL, &Peer, &PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) {
  if (g_Table == NULL || g_Mode != 3)
    return STATUS_DEVICE_NOT_READY;
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Table = Driver;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
