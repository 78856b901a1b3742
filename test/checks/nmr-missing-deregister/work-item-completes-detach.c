// I21, I22: a detach that is completed by a queued routine, and a handshake
// that decides who completes.
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

// VERDICT: g_Prv verified

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  volatile LONG Done;
} BINDING;

static VOID Drain(PDEVICE_OBJECT Device, PVOID P) {
  BINDING *B = (BINDING *)P;
  PIO_WORKITEM Item = B->Item;
  if (InterlockedExchange(&B->Done, 1) == 0)
    NmrProviderDetachClientComplete(B->Binding);
  IoFreeWorkItem(Item);
}

static NTSTATUS PrvDetach(PVOID P) {
  IoQueueWorkItem(((BINDING *)P)->Item, Drain, DelayedWorkQueue, P);
  return STATUS_PENDING;
}

VOID Unload(PDRIVER_OBJECT Driver) { StopPrv(g_Prv); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_PC.ProviderDetachClient = PrvDetach;
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
