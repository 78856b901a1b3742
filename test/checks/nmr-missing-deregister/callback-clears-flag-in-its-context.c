// The timer's routine gets the context by its parameter, and clears the flag that
// the unload routine goes by.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  BOOLEAN Up;
} CONTEXT;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static CONTEXT g_Context;
__declspec(dllimport) VOID StartTimer(VOID (*Routine)(PVOID), PVOID Context);

// VERDICT: g_Context.Handle inconclusive

static VOID Expired(PVOID Context) { ((CONTEXT *)Context)->Up = FALSE; }

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Context.Up && NmrDeregisterClient(g_Context.Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Context.Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, &g_Context, &g_Context.Handle);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Context.Up = TRUE;
  StartTimer(Expired, &g_Context);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
