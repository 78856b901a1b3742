// V15 across files: an author would complete the detachment by a function of another file, and say that it is done.
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
void Complete(BINDING *B);

//--- binding.c
#include "binding.h"
BINDING *NewBinding(HANDLE Handle) {
  BINDING *B = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*B), 'dniB');
  if (B != NULL)
    B->Binding = Handle;
  return B;
}
void FreeBinding(BINDING *B) { ExFreePool(B); }
void Complete(BINDING *B) {
  NmrClientDetachProviderComplete(B->Binding); // SCAN-WARN: is called on a path on which 'CliDetach' does not return STATUS_PENDING [nmr-detach-protocol]
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
  Complete(P);
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
