// With the headers of the real kit: locks, lists, pools and interlocked
// operations around the teardown.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: Ctx->Reg verified

typedef struct {
  LIST_ENTRY Users;
  KSPIN_LOCK Lock;
  LONG Closing;
  HANDLE Reg;
  NPI_PROVIDER_CHARACTERISTICS Chars;
} SHARED;
static SHARED *g_Context;

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  KIRQL Irql;
  HANDLE Reg;
  InterlockedExchange(&g_Context->Closing, 1);
  KeAcquireSpinLock(&g_Context->Lock, &Irql);
  Reg = g_Context->Reg;
  g_Context->Reg = NULL;
  KeReleaseSpinLock(&g_Context->Lock, Irql);
  if (Reg != NULL && NmrDeregisterProvider(Reg) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Reg);
  while (!IsListEmpty(&g_Context->Users))
    ExFreePoolWithTag(RemoveHeadList(&g_Context->Users), 'xtC ');
  ExFreePoolWithTag(g_Context, 'xtC ');
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  SHARED *Ctx = ExAllocatePoolWithTag(NonPagedPool, sizeof(*Ctx), 'xtC ');
  NTSTATUS Status;
  if (Ctx == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  RtlZeroMemory(Ctx, sizeof(*Ctx));
  InitializeListHead(&Ctx->Users);
  KeInitializeSpinLock(&Ctx->Lock);
  Driver->DriverUnload = Unload;
  g_Context = Ctx;
  Status = NmrRegisterProvider(&Ctx->Chars, Ctx, &Ctx->Reg);
  if (!NT_SUCCESS(Status))
    ExFreePoolWithTag(Ctx, 'xtC ');
  return Status;
}
