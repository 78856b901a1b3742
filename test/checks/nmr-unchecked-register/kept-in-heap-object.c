// I09: the status is kept in an object from the pool, and tested when the driver is unloaded. DriverEntry has an exit at
// which there is no such object.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

typedef struct _CONTEXT_OF_OURS {
  HANDLE Client; // VERDICT: g_Context->Client verified
  NTSTATUS Status;
} CONTEXT_OF_OURS;

static const NPI_CLIENT_CHARACTERISTICS g_Chars;
static CONTEXT_OF_OURS *g_Context;

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (NT_SUCCESS(g_Context->Status))
    if (NmrDeregisterClient(g_Context->Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Context->Client);
  ExFreePool(g_Context);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  g_Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*g_Context), 'sruO');
  if (!g_Context)
    return STATUS_INSUFFICIENT_RESOURCES;
  g_Context->Status =
      NmrRegisterClient(&g_Chars, g_Context, &g_Context->Client);
  return STATUS_SUCCESS;
}
