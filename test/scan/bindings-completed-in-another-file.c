// A driver author whose detach routines leave the completion to a work item (I21) or to a handshake (I22), whose binding
// context is the registration's (I23), and whose attach routine refuses a second binding (I24), all in files of their own,
// would be told that the detachment is never completed.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  volatile LONG Bound, Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} STATE;
extern STATE g_State;
extern const NPI_CLIENT_CHARACTERISTICS g_CC;
void QueueDrain(STATE *State);
NTSTATUS ShareDone(STATE *State);

//--- drain.c
#include "npi.h"
static VOID Drain(PDEVICE_OBJECT Device, PVOID P) {
  STATE *State = P;
  InterlockedExchange(&State->Bound, 0);
  NmrClientDetachProviderComplete(State->Binding);
}
void QueueDrain(STATE *State) {
  IoQueueWorkItem(State->Item, Drain, DelayedWorkQueue, State);
}

//--- npi.c
#include "npi.h"
static const int g_Dispatch;
STATE g_State;
static NTSTATUS Attach(HANDLE Handle, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  STATE *State = Context;
  NTSTATUS Status;
  if (InterlockedExchange(&State->Bound, 1))
    return STATUS_DEVICE_NOT_READY;
  State->Binding = Handle;
  Status = NmrClientAttachProvider(Handle, State, &g_Dispatch, &State->Peer,
                                   &State->PeerDispatch);
  if (!NT_SUCCESS(Status))
    InterlockedExchange(&State->Bound, 0);
  return Status;
}
static NTSTATUS Detach(PVOID Context) {
  QueueDrain(Context);
  return STATUS_PENDING;
}
const NPI_CLIENT_CHARACTERISTICS g_CC = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), Attach, Detach, NULL};

//--- driver.c
#include "npi.h"
static HANDLE g_Cli;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  IoFreeWorkItem(g_State.Item);
}
// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_State.Item = IoAllocateWorkItem(Driver->DeviceObject);
  if (g_State.Item == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, &g_State, &g_Cli);
  if (!NT_SUCCESS(Status))
    IoFreeWorkItem(g_State.Item);
  return Status;
}
