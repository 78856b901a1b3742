// Which item the system takes from its list, or whether there is one, is not known: no reason to speak.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  LIST_ENTRY Link;
  HANDLE Provider;
} ITEM;

static LIST_ENTRY Items;
static KSPIN_LOCK Lock;
static NPI_PROVIDER_CHARACTERISTICS Characteristics;
static ITEM Item;

// VERDICT: Item.Provider inconclusive

static VOID RemoveAll(VOID) {
  PLIST_ENTRY Entry;
  while ((Entry = ExInterlockedRemoveHeadList(&Items, &Lock)) != NULL) {
    ITEM *Taken = CONTAINING_RECORD(Entry, ITEM, Link);
    if (NmrDeregisterProvider(Taken->Provider) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(Taken->Provider);
  }
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  NTSTATUS Status;
  InitializeListHead(&Items);
  Status = NmrRegisterProvider(&Characteristics, NULL, &Item.Provider);
  if (!NT_SUCCESS(Status))
    return Status;
  ExInterlockedInsertTailList(&Items, &Item.Link, &Lock);
  Status = IoRegisterShutdownNotification(DriverObject->DeviceObject);
  if (!NT_SUCCESS(Status))
    RemoveAll();
  return Status;
}
