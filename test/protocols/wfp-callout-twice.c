// An author would believe that an identifier can be unregistered twice.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef unsigned int UINT32;
NTSTATUS FwpsCalloutRegister1(PVOID Device, const void *Callout, UINT32 *Id);
NTSTATUS FwpsCalloutUnregisterById0(UINT32 Id);
NTSTATUS FwpsCalloutUnregisterByKey0(const void *Key);

static UINT32 g_Id;
// VERDICT: g_Id violation

VOID Unload(PDRIVER_OBJECT Driver) {
  if (FwpsCalloutUnregisterById0(g_Id) == STATUS_SUCCESS)
    FwpsCalloutUnregisterById0(g_Id);
  // WARN@-1: 'FwpsCalloutUnregisterById0' is called on 'g_Id', which is not registered any more on this path [nmr-handle-misuse]
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return FwpsCalloutRegister1(NULL, NULL, &g_Id);
}
