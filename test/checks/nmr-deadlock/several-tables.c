// V11: an author would hold the lock over the end of the one registration whose detach callback takes it; over the other's it may be held.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NTSTATUS NTAPI DetachLocked(PVOID Binding);
static NTSTATUS NTAPI DetachPlain(PVOID Binding);
static NPI_CLIENT_CHARACTERISTICS g_Chars[2] = {{.ClientDetachProvider = DetachLocked}, {.ClientDetachProvider = DetachPlain}};
static HANDLE g_A, g_B;
static FAST_MUTEX g_Lock;
static int g_Bound;

static NTSTATUS NTAPI DetachLocked(PVOID Binding) {
  ExAcquireFastMutex(&g_Lock);
  g_Bound = 0;
  ExReleaseFastMutex(&g_Lock);
  return STATUS_SUCCESS;
}

static NTSTATUS NTAPI DetachPlain(PVOID Binding) {
  g_Bound = 0;
  return STATUS_SUCCESS;
}

static NTSTATUS Add(NPI_CLIENT_CHARACTERISTICS *Chars, HANDLE *To) {
  return NmrRegisterClient(Chars, NULL, To);
}

// VERDICT: *To verified

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS A, B;
  ExAcquireFastMutex(&g_Lock);
  B = NmrDeregisterClient(g_B);
  A = NmrDeregisterClient(g_A); // WARN: 'NmrDeregisterClient' is called with fast mutex 'g_Lock' held, for which its callback 'DetachLocked' waits before the call returns [nmr-deadlock]
  // NOTE@-1: release the fast mutex before the call
  ExReleaseFastMutex(&g_Lock);
  if (A == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_A);
  if (B == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_B);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = Add(&g_Chars[0], &g_A);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = Add(&g_Chars[1], &g_B);
  if (!NT_SUCCESS(Status) && NmrDeregisterClient(g_A) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_A);
  return Status;
}
