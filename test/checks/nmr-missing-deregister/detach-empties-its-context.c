// V06: the binding's context is the registration's, and the detach routine
// assigns an empty one to it. Only after an attach routine ran, so no warning.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Binding;
  PVOID Peer;
  const VOID *Dispatch;
  HANDLE Handle;
} CONTEXT;

static CONTEXT g_Context;
static const CONTEXT Empty;
static const ULONG Own = 1;

// VERDICT: g_Context.Handle inconclusive

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Instance) {
  CONTEXT *C = (CONTEXT *)Context;
  if (C->Binding)
    return STATUS_NOINTERFACE;
  C->Binding = Binding;
  return NmrClientAttachProvider(Binding, C, &Own, &C->Peer, &C->Dispatch);
}

static NTSTATUS Detach(PVOID Binding) {
  CONTEXT *C = (CONTEXT *)Binding;
  *C = Empty;
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach,
                                                .ClientDetachProvider = Detach};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Context.Handle &&
      NmrDeregisterClient(g_Context.Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Context.Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, &g_Context, &g_Context.Handle);
  if (NT_SUCCESS(Status))
    Driver->DriverUnload = Unload;
  return Status;
}
