// A careless prover would call it verified where the context is freed through another member of the union that holds its address.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} CLIENT;
typedef struct {
  ULONG Kind;
  union {
    CLIENT *Client;
    PVOID Buffer;
  } Of;
} SLOT;
static SLOT g_Slot[2];
static CLIENT *g_Client;

// VERDICT: g_Client->Reg inconclusive: 'Unload' may free what the registration keeps a pointer to

VOID Unload(PDRIVER_OBJECT Driver) {
  ExFreePool(g_Slot[(ULONG_PTR)Driver->DeviceObject & 1].Of.Buffer);
  if (NmrDeregisterClient(g_Client->Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client->Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Client = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*g_Client), 'ilC ');
  if (g_Client == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Client->Chars, g_Client, &g_Client->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(g_Client);
    return Status;
  }
  g_Slot[(ULONG_PTR)Driver->DeviceObject & 1].Of.Client = g_Client;
  return STATUS_SUCCESS;
}
