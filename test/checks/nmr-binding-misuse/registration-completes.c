// V13: an author would complete the detachment of the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Handle violation

typedef struct {
  HANDLE Binding;
  PIO_WORKITEM Item;
  volatile LONG Done;
  PVOID Peer;
  const VOID *PeerDispatch;
} BINDING;

static HANDLE g_Handle;

static const int g_Dispatch;

static NTSTATUS CliAttach(HANDLE Handle, PVOID Context,
                          PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  BINDING *B = (BINDING *)ExAllocatePool2(0, sizeof(BINDING), 'tset');
  if (B == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  B->Binding = Handle;
  Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer,
                                   &B->PeerDispatch);
  if (!NT_SUCCESS(Status))
    ExFreePool(B);
  return Status;
}

static VOID CliCleanup(PVOID P) { ExFreePool(P); }

static NTSTATUS CliDetach(PVOID P) {
  NmrClientDetachProviderComplete(g_Handle); // WARN: 'NmrClientDetachProviderComplete' is called on 'g_Handle', the handle of a client registration [nmr-binding-misuse]
  return STATUS_PENDING;
}

NPI_CLIENT_CHARACTERISTICS g_Cli = {
    0, sizeof(NPI_CLIENT_CHARACTERISTICS), CliAttach, CliDetach, CliCleanup};

VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Cli, NULL, &g_Handle);
}
