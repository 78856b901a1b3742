// V02: the wait is missing for one of two handles in a context that a dozen functions count, fail and allocate in.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: C->First verified
// VERDICT: C->Second violation

typedef struct {
  ULONG Count[8];
  PVOID Buffer;
  NTSTATUS Last;
  HANDLE First, Second;
} CONTEXT;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static CONTEXT *g_Context;

static NTSTATUS Grow(CONTEXT *C, ULONG Bytes) {
  if (C->Buffer != NULL)
    ExFreePoolWithTag(C->Buffer, 'fuB ');
  C->Buffer = ExAllocatePoolWithTag(NonPagedPool, Bytes, 'fuB ');
  return C->Last = C->Buffer == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

static NTSTATUS Note(CONTEXT *C, ULONG Kind) {
  if (Kind >= 8)
    return C->Last = STATUS_UNSUCCESSFUL;
  C->Count[Kind]++;
  return C->Count[Kind] == 1000 ? Grow(C, 4096) : STATUS_SUCCESS;
}

static NTSTATUS Prepare(CONTEXT *C, ULONG Kind) {
  NTSTATUS Status = Note(C, Kind);
  if (NT_SUCCESS(Status))
    Status = Grow(C, 64 * Kind);
  return Status;
}

static NTSTATUS StartFirst(CONTEXT *C) {
  NTSTATUS Status = Prepare(C, 1);
  return NT_SUCCESS(Status) ? NmrRegisterClient(&g_CC, NULL, &C->First) : Status;
}

static NTSTATUS StartSecond(CONTEXT *C) {
  NTSTATUS Status = Prepare(C, 2);
  return NT_SUCCESS(Status) ? NmrRegisterClient(&g_CC, NULL, &C->Second) : Status;
}

static VOID StopFirst(CONTEXT *C) {
  Note(C, 3);
  if (C->First != NULL && NmrDeregisterClient(C->First) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(C->First);
}

static VOID StopSecond(CONTEXT *C) {
  Note(C, 4);
  if (C->Second != NULL)
    NmrDeregisterClient(C->Second); // WARN: C->Second [nmr-missing-wait]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopSecond(g_Context);
  StopFirst(g_Context);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  g_Context = ExAllocatePoolWithTag(NonPagedPool, sizeof(*g_Context), 'txC ');
  if (g_Context == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(g_Context, sizeof(*g_Context));
  Status = StartFirst(g_Context);
  if (NT_SUCCESS(Status))
    Status = StartSecond(g_Context);
  if (!NT_SUCCESS(Status))
    StopFirst(g_Context);
  Driver->DriverUnload = Unload;
  return Status;
}
