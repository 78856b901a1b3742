// V07: a driver author would believe that only the pointer that was passed must not be freed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Outer->Inner.Reg violation

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} INNER;
typedef struct {
  ULONG Size;
  INNER Inner;
} OUTER;
static INNER *g_Inner;

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Inner->Reg;
  if (NmrDeregisterClient(Reg) == STATUS_PENDING) {
    ExFreePool(CONTAINING_RECORD(g_Inner, OUTER, Inner)); // WARN: may still be pending [nmr-context-lifetime]
    NmrWaitForClientDeregisterComplete(Reg);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  OUTER *Outer = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(OUTER), 'xtC ');
  if (Outer == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&Outer->Inner.Chars, &Outer->Inner, &Outer->Inner.Reg);
  if (!NT_SUCCESS(Status)) {
    ExFreePool(Outer);
    return Status;
  }
  g_Inner = &Outer->Inner;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
