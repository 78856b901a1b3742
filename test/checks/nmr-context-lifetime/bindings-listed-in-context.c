// A careless check would take bindings, which are in a list of the context, for the context where the cleanup routine frees one.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
  KSPIN_LOCK Lock;
  LIST_ENTRY Bindings;
} CLIENT;
typedef struct {
  LIST_ENTRY Link;
  HANDLE Binding;
  CLIENT *Owner;
} BINDING;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg verified

static const ULONG g_Dispatch;
static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider) {
  CLIENT *Client = Context;
  PVOID ProviderContext;
  const VOID *ProviderDispatch;
  NTSTATUS Status;
  BINDING *New = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*New), 'dniB');
  if (New == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  New->Binding = Binding;
  New->Owner = Client;
  Status = NmrClientAttachProvider(Binding, New, &g_Dispatch, &ProviderContext,
                                   &ProviderDispatch);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(New);
    return Status;
  }
  InsertTailList(&Client->Bindings, &New->Link);
  return STATUS_SUCCESS;
}
static NTSTATUS NTAPI Detach(PVOID Context) {
  BINDING *Own = Context;
  Own->Link.Blink->Flink = Own->Link.Flink;
  Own->Link.Flink->Blink = Own->Link.Blink;
  return STATUS_SUCCESS;
}
static VOID NTAPI Cleanup(PVOID Context) { ExFreePool(Context); }

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Client->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client->Reg);
  ExFreePool(g_Client);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Client = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*g_Client), 'ilC ');
  if (g_Client == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  InitializeListHead(&g_Client->Bindings);
  g_Client->Chars.ClientAttachProvider = Attach;
  g_Client->Chars.ClientDetachProvider = Detach;
  g_Client->Chars.ClientCleanupBindingContext = Cleanup;
  Status = NmrRegisterClient(&g_Client->Chars, g_Client, &g_Client->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Client);
    return Status;
  }
  return STATUS_SUCCESS;
}
