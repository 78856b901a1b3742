// I06: the flag lies in the driver object's context, beside a lock that the attach and detach routines take by their
// own context, which is that.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <wdf.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  BOOLEAN Ready;
  ULONG Clients;
  FAST_MUTEX Lock;
} STATE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(STATE, GetState)

static const ULONG Own = 1;

// VERDICT: Handle verified

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Instance, PVOID Peer,
                             const VOID *PeerDispatch, PVOID *Mine, const VOID **Dispatch) {
  STATE *State = Context;
  ExAcquireFastMutex(&State->Lock);
  State->Clients++;
  ExReleaseFastMutex(&State->Lock);
  *Mine = State;
  *Dispatch = &Own;
  return STATUS_SUCCESS;
}

static NTSTATUS NTAPI Detach(PVOID Context) {
  STATE *State = Context;
  ExAcquireFastMutex(&State->Lock);
  State->Clients--;
  ExReleaseFastMutex(&State->Lock);
  return STATUS_SUCCESS;
}

static const NPI_PROVIDER_CHARACTERISTICS g_PC = {.ProviderAttachClient = Attach, .ProviderDetachClient = Detach};

static VOID NTAPI Unload(WDFDRIVER Driver) {
  STATE *State = GetState(Driver);
  HANDLE Handle = State->Handle;
  if (!State->Ready)
    return;
  State->Handle = NULL;
  if (Handle && NmrDeregisterProvider(Handle) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  WDFDRIVER Object;
  STATE *State;
  HANDLE Handle;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.EvtDriverUnload = Unload;
  WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&Attributes, STATE);
  Status = WdfDriverCreate(Driver, Path, &Attributes, &Config, &Object);
  if (!NT_SUCCESS(Status))
    return Status;
  State = GetState(Object);
  ExInitializeFastMutex(&State->Lock);
  State->Ready = TRUE;
  Status = NmrRegisterProvider(&g_PC, State, &Handle);
  if (NT_SUCCESS(Status))
    State->Handle = Handle;
  return Status;
}
