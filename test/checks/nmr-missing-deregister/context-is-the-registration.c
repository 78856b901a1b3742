// I23, I24: attach and detach callbacks with a static binding context and no
// cleanup; they owe nothing to the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC, g_PC2;
static HANDLE g_Cli, g_Prv, g_Prv2;

static void StopCli(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

static void StopPrv(HANDLE H) {
  if (NmrDeregisterProvider(H) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(H);
}

// VERDICT: g_Cli verified

static volatile LONG g_Bound;
static PVOID g_PCtx;
static const VOID *g_PDisp;

static NTSTATUS CliAttach(HANDLE Binding, PVOID Ctx, PNPI_REGISTRATION_INSTANCE Inst) {
  static const int Dispatch;
  if (InterlockedExchange(&g_Bound, 1))
    return STATUS_DEVICE_NOT_READY;
  return NmrClientAttachProvider(Binding, Ctx, &Dispatch, &g_PCtx, &g_PDisp);
}

static NTSTATUS CliDetach(PVOID Ctx) {
  return InterlockedExchange(&g_Bound, 0) ? STATUS_SUCCESS : STATUS_PENDING;
}

static NPI_CLIENT_CHARACTERISTICS g_Chars = {
    0, sizeof(g_Chars), CliAttach, CliDetach, NULL};

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, &g_Chars, &g_Cli);
}
