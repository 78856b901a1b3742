// The attach routine clears its own part of the registration's context: the
// handle that lies behind that stays.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  struct {
    HANDLE Handle;
    ULONG State;
  } Binding;
  HANDLE Handle;
} CONTEXT;

static CONTEXT g_Context;

// VERDICT: g_Context.Handle verified

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Instance) {
  CONTEXT *C = (CONTEXT *)Context;
  memset(&C->Binding, 0, sizeof C->Binding);
  C->Binding.Handle = Binding;
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
  if (NT_SUCCESS(Status))
    Driver->DriverUnload = Unload;
  return Status;
}
