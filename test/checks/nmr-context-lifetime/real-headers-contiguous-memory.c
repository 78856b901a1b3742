// V07: the context is contiguous memory, and freed before the wait.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
} CONTEXT_OF_CLIENT;

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static CONTEXT_OF_CLIENT *g_Client;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Client->Handle violation

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  HANDLE Handle = g_Client->Handle;
  NmrDeregisterClient(Handle);
  MmFreeContiguousMemory(g_Client); // WARN: frees the context of client registration [nmr-context-lifetime]
  NmrWaitForClientDeregisterComplete(Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PHYSICAL_ADDRESS Highest;
  Highest.QuadPart = -1;
  g_Client = MmAllocateContiguousMemory(sizeof *g_Client, Highest);
  if (g_Client == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Characteristics, g_Client, &g_Client->Handle);
}
