// I05: all bits of the identifier are set while there is no callout. The same
// number has another sign there than in a handle.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef unsigned int UINT32;
NTSTATUS FwpsCalloutRegister1(PVOID Device, const void *Callout, UINT32 *Id);
NTSTATUS FwpsCalloutUnregisterById0(UINT32 Id);

static UINT32 g_Id = 0xFFFFFFFF;
// VERDICT: g_Id verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Id != 0xFFFFFFFF)
    FwpsCalloutUnregisterById0(g_Id);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = FwpsCalloutRegister1(NULL, NULL, &g_Id);
  if (NT_SUCCESS(Status))
    Driver->DriverUnload = Unload;
  return Status;
}
