// I12: the system keeps the list of registrations under its lock; it answers NULL only once that is empty.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  LIST_ENTRY Link;
  SLIST_ENTRY Single;
  HANDLE Handle;
} ITEM;

static NPI_PROVIDER_CHARACTERISTICS g_Characteristics;
static LIST_ENTRY g_Items;
static SLIST_HEADER g_Stack;
static KSPIN_LOCK g_Lock;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: Item->Handle verified

static NTSTATUS Add(VOID) {
  ITEM *Item = ExAllocatePoolWithTag(NonPagedPool, sizeof *Item, 'metI');
  NTSTATUS Status;
  if (Item == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterProvider(&g_Characteristics, Item, &Item->Handle);
  if (!NT_SUCCESS(Status)) {
    ExFreePoolWithTag(Item, 'metI');
    return Status;
  }
  ExInterlockedInsertTailList(&g_Items, &Item->Link, &g_Lock);
  return Status;
}

static VOID RemoveAll(VOID) {
  LIST_ENTRY *Entry;
  while ((Entry = ExInterlockedRemoveHeadList(&g_Items, &g_Lock)) != NULL) {
    ITEM *Item = CONTAINING_RECORD(Entry, ITEM, Link);
    if (NmrDeregisterProvider(Item->Handle) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(Item->Handle);
    ExFreePoolWithTag(Item, 'metI');
  }
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) { RemoveAll(); }

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  InitializeListHead(&g_Items);
  ExInitializeSListHead(&g_Stack);
  KeInitializeSpinLock(&g_Lock);
  for (int I = 0; I < 3; I++) {
    NTSTATUS Status = Add();
    if (!NT_SUCCESS(Status)) {
      RemoveAll();
      return Status;
    }
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
