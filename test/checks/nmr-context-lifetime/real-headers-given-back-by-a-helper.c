// V07: a helper gives the context back to its lookaside list, by an inline function of the system's, before the wait.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
} CONTEXT_OF_CLIENT;

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static NPAGED_LOOKASIDE_LIST g_List;
static CONTEXT_OF_CLIENT *g_Client;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Client->Handle violation

static VOID GiveBack(CONTEXT_OF_CLIENT *Client) {
  ExFreeToNPagedLookasideList(&g_List, Client); // WARN: frees the context of client registration [nmr-context-lifetime]
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  HANDLE Handle = g_Client->Handle;
  NmrDeregisterClient(Handle);
  GiveBack(g_Client);
  NmrWaitForClientDeregisterComplete(Handle);
  ExDeleteNPagedLookasideList(&g_List);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeNPagedLookasideList(&g_List, NULL, NULL, 0, sizeof(CONTEXT_OF_CLIENT), 'tilC', 0);
  g_Client = ExAllocateFromNPagedLookasideList(&g_List);
  if (g_Client == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Characteristics, g_Client, &g_Client->Handle);
}
