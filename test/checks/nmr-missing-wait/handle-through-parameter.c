// An unload routine gets its context from the driver object; the object is out
// of view, the missing wait is not.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Ext->Reg violation

typedef struct {
  HANDLE Reg;
} EXT;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  EXT *Ext = (EXT *)Driver->DeviceObject->DeviceExtension;
  NmrDeregisterClient(Ext->Reg); // WARN: Reg [nmr-missing-wait]
  IoDeleteDevice(Driver->DeviceObject);
}
