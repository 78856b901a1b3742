// An author would believe that the second callout goes when the first does.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef unsigned int UINT32;
NTSTATUS FwpsCalloutRegister1(PVOID Device, const void *Callout, UINT32 *Id);
NTSTATUS FwpsCalloutUnregisterById0(UINT32 Id);
NTSTATUS FwpsCalloutUnregisterByKey0(const void *Key);

static UINT32 g_First, g_Second;
// VERDICT: g_First verified
// VERDICT: g_Second violation

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_First != 0)
    FwpsCalloutUnregisterById0(g_First);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = FwpsCalloutRegister1(NULL, NULL, &g_First);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  FwpsCalloutRegister1(NULL, NULL, &g_Second);
  // WARN@-1: WFP callout registration 'g_Second' may still be live when the driver is unloaded [nmr-missing-deregister]
  return STATUS_SUCCESS;
}
