// V01: a careless prover would take a static that only the NMR fills for NULL, and the condition on it for one that always holds.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static HANDLE g_Cli;
static PVOID g_Peer;
static const VOID *g_PeerDispatch;
static const int g_Dispatch;

// VERDICT: g_Cli violation

static NTSTATUS Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  return NmrClientAttachProvider(Binding, &g_Cli, &g_Dispatch, &g_Peer, &g_PeerDispatch);
}
static NTSTATUS Detach(PVOID Context) { return STATUS_SUCCESS; }
static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach, .ClientDetachProvider = Detach};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_PeerDispatch == NULL && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: may still be live when the driver is unloaded [nmr-missing-deregister]
}
