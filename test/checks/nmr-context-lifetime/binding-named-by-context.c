// A careless prover would call it verified where bindings are named by the context of the registration, and the cleanup routine frees what names a binding.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} CLIENT;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg inconclusive: 'Cleanup' may free what the registration keeps a pointer to

static const ULONG g_Dispatch;
static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider) {
  PVOID ProviderContext;
  const VOID *ProviderDispatch;
  return NmrClientAttachProvider(Binding, Context, &g_Dispatch,
                                 &ProviderContext, &ProviderDispatch);
}
static NTSTATUS NTAPI Detach(PVOID Context) { return STATUS_SUCCESS; }
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
