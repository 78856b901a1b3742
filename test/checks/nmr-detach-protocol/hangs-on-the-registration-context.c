// Silent: the binding context is the registration context (I23), which is never NULL.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

DRIVER_UNLOAD Unload;

static struct {
  HANDLE Binding;
  PVOID Peer;
  const VOID *PeerDispatch;
  int Kind;
} g_Ctx = {NULL, NULL, NULL, 2};
static HANDLE g_Cli;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  g_Ctx.Binding = Handle;
  return NmrClientAttachProvider(Handle, Context, NULL, &g_Ctx.Peer,
                                 &g_Ctx.PeerDispatch);
}

static NTSTATUS CliDetach(PVOID P) {
  if (P == NULL)
    return STATUS_INVALID_PARAMETER;
  if (((int *)P)[6] != 2)
    return STATUS_INVALID_PARAMETER;
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, NULL};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, &g_Ctx, &g_Cli);
}
