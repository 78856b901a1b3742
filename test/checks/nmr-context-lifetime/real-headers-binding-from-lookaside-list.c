// I23: a careless check would take a binding context from a lookaside list, which may be any object, for the context of the registration.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPAGED_LOOKASIDE_LIST Bindings;
  NPI_PROVIDER_CHARACTERISTICS Chars;
} STATE;
typedef struct {
  HANDLE Binding;
  STATE *Owner;
} BINDING;
static STATE *g_State;
static const ULONG g_Dispatch;

// VERDICT: g_State->Reg verified

static NTSTATUS NTAPI Attach(HANDLE Handle, PVOID Context, PNPI_REGISTRATION_INSTANCE Client, PVOID Peer,
                             const VOID *PeerDispatch, PVOID *BindingContext, const VOID **Dispatch) {
  STATE *State = Context;
  BINDING *New = ExAllocateFromNPagedLookasideList(&State->Bindings);
  if (New == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(New, sizeof(*New));
  New->Binding = Handle;
  New->Owner = State;
  *BindingContext = New;
  *Dispatch = &g_Dispatch;
  return STATUS_SUCCESS;
}
static NTSTATUS NTAPI Detach(PVOID Context) { return STATUS_SUCCESS; }
static VOID NTAPI Cleanup(PVOID Context) {
  BINDING *Own = Context;
  ExFreeToNPagedLookasideList(&Own->Owner->Bindings, Own);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_State->Reg) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_State->Reg);
  ExDeleteNPagedLookasideList(&g_State->Bindings);
  ExFreePool(g_State);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_State = ExAllocatePoolWithTag(NonPagedPool, sizeof(*g_State), 'atS ');
  if (g_State == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(g_State, sizeof(*g_State));
  ExInitializeNPagedLookasideList(&g_State->Bindings, NULL, NULL, 0, sizeof(BINDING), 'niB ', 0);
  g_State->Chars.ProviderAttachClient = Attach;
  g_State->Chars.ProviderDetachClient = Detach;
  g_State->Chars.ProviderCleanupBindingContext = Cleanup;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterProvider(&g_State->Chars, g_State, &g_State->Reg);
  if (!NT_SUCCESS(Status)) {
    ExDeleteNPagedLookasideList(&g_State->Bindings);
    ExFreePool(g_State);
  }
  return Status;
}
