// V13 across files: an author would end a binding with the function for registrations, behind a wrapper that takes any HANDLE.
// RUN: %check_nmr %s

//--- binding.h
#include <wdk-mini.h>
#include <netioddk.h>
typedef struct {
  HANDLE Binding;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;
BINDING *NewBinding(HANDLE Handle);
void FreeBinding(BINDING *B);
void StopAny(HANDLE Handle);

//--- binding.c
#include "binding.h"
BINDING *NewBinding(HANDLE Handle) {
  BINDING *B = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*B), 'dniB');
  if (B != NULL)
    B->Binding = Handle;
  return B;
}
void FreeBinding(BINDING *B) { ExFreePool(B); }
void StopAny(HANDLE Handle) {
  if (NmrDeregisterClient(Handle) == STATUS_PENDING) // SCAN-WARN: the handle of a client binding [nmr-binding-misuse]
    NmrWaitForClientDeregisterComplete(Handle);
}

//--- driver.c
#include "binding.h"
static const int g_Dispatch;
static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  BINDING *B = NewBinding(Handle);
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer,
                                   &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    FreeBinding(B);
  return Status;
}
static VOID CliCleanup(PVOID P) { FreeBinding(P); }
static NTSTATUS CliDetach(PVOID P) {
  StopAny(((BINDING *)P)->Binding);
  return STATUS_SUCCESS;
}
static const NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};

static HANDLE g_Reg;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Reg);
}
// VERDICT: g_Reg verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Cli, NULL, &g_Reg);
}
