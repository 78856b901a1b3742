// V07: a driver author would believe that a device's extension outlives the device.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ext->Reg violation

typedef struct {
  NPI_CLIENT_CHARACTERISTICS Chars;
  HANDLE Reg;
} CTX;
static CTX *g_Ctx;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static PDEVICE_OBJECT g_Device;

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Reg = g_Ctx->Reg;
  IoDeleteDevice(g_Device); // WARN: 'IoDeleteDevice' frees the characteristics of client registration 'Ext->Reg' while the registration is live [nmr-context-lifetime]
  StopReg(Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  CTX *Ext;
  NTSTATUS Status =
      IoCreateDevice(Driver, sizeof(CTX), NULL, 0, 0, FALSE, &g_Device);
  if (!NT_SUCCESS(Status))
    return Status;
  Ext = g_Device->DeviceExtension;
  Status = NmrRegisterClient(&Ext->Chars, Ext, &Ext->Reg);
  if (!NT_SUCCESS(Status)) {
    IoDeleteDevice(g_Device);
    return Status;
  }
  g_Ctx = Ext;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
