// Right: all of the context is filled with zeros, however long the name behind it is.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  BOOLEAN Up;
  HANDLE Client;
  WCHAR Name[1];
} CONTEXT_BLOCK;

static NPI_CLIENT_CHARACTERISTICS Characteristics;

// VERDICT: Context->Client verified

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  SIZE_T Length = sizeof(CONTEXT_BLOCK) + Path->Length;
  CONTEXT_BLOCK *Context = ExAllocatePoolWithTag(NonPagedPool, Length, 'tseT');
  NTSTATUS Status;
  if (Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Context, Length);
  Status = NmrRegisterClient(&Characteristics, NULL, &Context->Client);
  if (NT_SUCCESS(Status)) {
    Context->Up = TRUE;
    Status = IoRegisterShutdownNotification(DriverObject->DeviceObject);
  }
  if (!NT_SUCCESS(Status)) {
    if (Context->Up && NmrDeregisterClient(Context->Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Context->Client);
    ExFreePool(Context);
  }
  return Status;
}
