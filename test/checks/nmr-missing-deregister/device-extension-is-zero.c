// The system clears a device extension, so a handle in it that no registration
// has filled is NULL: cleaning up after an early failure touches nothing.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Client;
  HANDLE Provider;
} EXTENSION;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static PDEVICE_OBJECT g_Device;

static void Stop(EXTENSION *Ext) {
  if (Ext->Provider != NULL &&
      NmrDeregisterProvider(Ext->Provider) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Ext->Provider);
  if (Ext->Client != NULL && NmrDeregisterClient(Ext->Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Ext->Client);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop((EXTENSION *)g_Device->DeviceExtension);
  IoDeleteDevice(g_Device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  EXTENSION *Ext;
  Driver->DriverUnload = Unload;
  Status = IoCreateDevice(Driver, sizeof(EXTENSION), NULL, 0, 0, FALSE,
                          &g_Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Ext = (EXTENSION *)g_Device->DeviceExtension;
  // VERDICT: Ext->Client verified
  Status = NmrRegisterClient(&g_CC, Ext, &Ext->Client);
  if (!NT_SUCCESS(Status))
    goto Fail;
  // VERDICT: Ext->Provider verified
  Status = NmrRegisterProvider(&g_PC, Ext, &Ext->Provider);
  if (!NT_SUCCESS(Status))
    goto Fail;
  return STATUS_SUCCESS;
Fail:
  Stop(Ext);
  IoDeleteDevice(g_Device);
  return Status;
}
