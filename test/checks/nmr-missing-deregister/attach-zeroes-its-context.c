// V06: the attach routine clears what it is passed, which is the registration's own
// context, with the handle in it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  ULONG Bindings;
  HANDLE Handle;
} CONTEXT;

static CONTEXT g_Context;

// VERDICT: g_Context.Handle violation

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Instance) {
  CONTEXT *C = (CONTEXT *)Context;
  memset(C, 0, sizeof *C);  // NOTE: the last copy of the handle is gone here
  C->Bindings = 1;
  return STATUS_NOINTERFACE;
}

static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientAttachProvider = Attach};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Context.Handle &&
      NmrDeregisterClient(g_Context.Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Context.Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, &g_Context, &g_Context.Handle);
  // WARN@-1: the handle of client registration 'g_Context.Handle' is lost while the registration is live [nmr-missing-deregister]
  if (NT_SUCCESS(Status))
    Driver->DriverUnload = Unload;
  return Status;
}
