// V06: a thread zeroes the context that it is given, with the handle in it.
// Whether it runs in time is up to the system, so no warning.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Handle;
  ULONG Received, Sent;
} CONTEXT;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static CONTEXT g_Context;

// VERDICT: g_Context.Handle inconclusive

static VOID Collect(PVOID Context) {
  CONTEXT *C = (CONTEXT *)Context;
  RtlZeroMemory(C, sizeof *C);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Context.Handle &&
      NmrDeregisterClient(g_Context.Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Context.Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE Thread;
  NTSTATUS Status = NmrRegisterClient(&g_CC, &g_Context, &g_Context.Handle);
  if (!NT_SUCCESS(Status))
    return Status;
  PsCreateSystemThread(&Thread, 0, NULL, NULL, NULL, Collect, &g_Context);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
