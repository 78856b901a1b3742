// Silent: the context is kept in a table, at an index that is not known, and freed when the registration has ended.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Prv verified

DRIVER_UNLOAD Unload;

typedef struct {
  HANDLE Handle;
} BINDING;

static BINDING *g_Table[8];
static HANDLE g_Prv;
static const int g_Dispatch;

static NTSTATUS PrvAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Client, PVOID Peer,
                          const VOID *PeerDispatch, PVOID *Out,
                          const VOID **OutDispatch) {
  BINDING *B = (BINDING *)ExAllocatePool2(0, sizeof(BINDING), 'tset');
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Handle = Handle;
  g_Table[Client->Number & 7] = B;
  *Out = B;
  *OutDispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}

static NTSTATUS PrvDetach(PVOID P) { return STATUS_SUCCESS; }

static NPI_PROVIDER_CHARACTERISTICS g_PC = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), PrvAttach, PrvDetach, NULL};

VOID Unload(PDRIVER_OBJECT Driver) {
  int I;
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
  for (I = 0; I < 8; I++)
    if (g_Table[I])
      ExFreePool(g_Table[I]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
