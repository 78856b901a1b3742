// A careless prover would call it verified where the attach routine frees the context that it is given.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} CLIENT;
static CLIENT *g_Client;

// VERDICT: g_Client->Reg inconclusive: 'Attach' may free what the registration keeps a pointer to

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider) {
  ExFreePool(Context);
  return STATUS_NOINTERFACE;
}

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
  Status = NmrRegisterClient(&g_Client->Chars, g_Client, &g_Client->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Client);
    return Status;
  }
  return STATUS_SUCCESS;
}
