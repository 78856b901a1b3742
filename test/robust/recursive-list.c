// A list that one recursion builds and another takes apart: what two walks know
// of it must not multiply.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
typedef struct NODE {
  struct NODE *Next;
  HANDLE Reg;
} NODE;
static NODE *g_Head;

// VERDICT: Node->Reg verified

static NTSTATUS Build(ULONG Count) {
  NTSTATUS Status;
  NODE *Node;
  if (Count == 0)
    return STATUS_SUCCESS;
  Node = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Node), 'edoN');
  if (Node == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_CC, NULL, &Node->Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(Node);
    return Status;
  }
  Node->Next = g_Head;
  g_Head = Node;
  return Build(Count - 1);
}

static void TakeApart(NODE *Node) {
  if (Node == NULL)
    return;
  TakeApart(Node->Next);
  NmrDeregisterClient(Node->Reg);
  NmrWaitForClientDeregisterComplete(Node->Reg);
  ExFreePool(Node);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) { TakeApart(g_Head); }

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = Build(5);
  if (!NT_SUCCESS(Status)) {
    TakeApart(g_Head);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
