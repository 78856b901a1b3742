// A driver author whose detach routine and whose closing thread, in another file, agree by an atomic flag which of the two
// completes the detachment (I22) would be told that it is completed twice, or never.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  HANDLE Binding;
  volatile LONG Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} STATE;
extern STATE g_State;
extern const NPI_PROVIDER_CHARACTERISTICS g_PC;

//--- close.c
#include "npi.h"
STATE g_State;
VOID CloseThread(PVOID Context) {
  if (InterlockedExchange(&g_State.Done, 1))
    NmrProviderDetachClientComplete(g_State.Binding);
}

//--- npi.c
#include "npi.h"
static const int g_Dispatch;
static NTSTATUS Attach(HANDLE Handle, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Client, PVOID Peer,
                       const VOID *PeerDispatch, PVOID *BindingContext,
                       const VOID **Dispatch) {
  g_State.Binding = Handle;
  *BindingContext = &g_State;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}
static NTSTATUS Detach(PVOID Context) {
  return InterlockedExchange(&g_State.Done, 1) ? STATUS_SUCCESS
                                               : STATUS_PENDING;
}
const NPI_PROVIDER_CHARACTERISTICS g_PC = {
    0, sizeof(NPI_PROVIDER_CHARACTERISTICS), Attach, Detach, NULL};

//--- driver.c
#include "npi.h"
VOID NTAPI CloseThread(PVOID Context);
static HANDLE g_Prv, g_Thread;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}
// VERDICT: g_Prv verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = PsCreateSystemThread(&g_Thread, 0, NULL, NULL, NULL,
                                         CloseThread, NULL);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
