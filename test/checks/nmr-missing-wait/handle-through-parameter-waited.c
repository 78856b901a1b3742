// The nearest right form, with the context found anew for the wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ext->Reg verified

typedef struct {
  HANDLE Reg;
} EXT;

static EXT *ExtOf(PDRIVER_OBJECT Driver) {
  return (EXT *)Driver->DeviceObject->DeviceExtension;
}

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  EXT *Ext = ExtOf(Driver);
  NTSTATUS Status = NmrDeregisterClient(Ext->Reg);
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(ExtOf(Driver)->Reg);
  IoDeleteDevice(Driver->DeviceObject);
}
