// Right: what a provider offers may take as many parameters as a dispatch routine, which only completes detaches.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  NTSTATUS (*Open)(PVOID Context, ULONG Id);
} PROVIDER_DISPATCH;

static HANDLE Client, Binding;
static PVOID Peer;
static const PROVIDER_DISPATCH *Provider;
static LONG Uses;

// VERDICT: Client verified

static NTSTATUS NTAPI Attach(HANDLE NmrBinding, PVOID Context, PNPI_REGISTRATION_INSTANCE Instance) {
  Binding = NmrBinding;
  Uses = 1;
  return NmrClientAttachProvider(NmrBinding, &Client, &Client, &Peer, (const VOID **)&Provider);
}

static NTSTATUS NTAPI Detach(PVOID Context) {
  return InterlockedDecrement(&Uses) == 0 ? STATUS_SUCCESS : STATUS_PENDING;
}

static NPI_CLIENT_CHARACTERISTICS Characteristics = {0, sizeof Characteristics, Attach, Detach};

static NTSTATUS NTAPI Control(PDEVICE_OBJECT Device, PIRP Irp) {
  NTSTATUS Status = STATUS_SUCCESS;
  if (InterlockedIncrement(&Uses) > 1) {
    Status = Provider->Open(Peer, 1);
    if (InterlockedDecrement(&Uses) == 0)
      NmrClientDetachProviderComplete(Binding);
  } else {
    InterlockedDecrement(&Uses);
  }
  return Status;
}

static VOID NTAPI Unload(PDRIVER_OBJECT DriverObject) {
  if (NmrDeregisterClient(Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Client);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  DriverObject->DriverUnload = Unload;
  return NmrRegisterClient(&Characteristics, NULL, &Client);
}
