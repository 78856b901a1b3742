// V07: a driver author would believe that a session taken off the list is nobody's any more, although its deregistration is pending.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct _SESSION {
  struct _SESSION *Next;
  HANDLE Handle;
} SESSION;
static SESSION *g_Sessions;
static NPI_CLIENT_CHARACTERISTICS g_Chars;

// VERDICT: S->Handle violation

static NTSTATUS Add(void) {
  NTSTATUS Status;
  SESSION *S = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*S), 'sSrN');
  if (S == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrRegisterClient(&g_Chars, S, &S->Handle);
  if (!NT_SUCCESS(Status)) {
    ExFreePoolWithTag(S, 'sSrN');
    return Status;
  }
  S->Next = g_Sessions;
  g_Sessions = S;
  return STATUS_SUCCESS;
}

static void Stop(void) {
  while (g_Sessions != NULL) {
    SESSION *S = g_Sessions;
    HANDLE Handle = S->Handle;
    NTSTATUS Status = NmrDeregisterClient(Handle); // NOTE: returns STATUS_PENDING
    g_Sessions = S->Next;
    ExFreePoolWithTag(S, 'sSrN'); // WARN: frees the context of client registration 'S->Handle' while its deregistration may still be pending [nmr-context-lifetime]
    // NOTE@-1: the memory is freed here
    // NOTE@-2: call 'NmrWaitForClientDeregisterComplete' first
    if (Status == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Handle);
  }
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = Add();
  if (NT_SUCCESS(Status))
    Status = Add();
  if (!NT_SUCCESS(Status))
    Stop();
  return Status;
}
