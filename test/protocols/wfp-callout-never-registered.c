// A tool would complain of an identifier that the engine refuses, for no callout has it.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef unsigned int UINT32;
NTSTATUS FwpsCalloutRegister1(PVOID Device, const void *Callout, UINT32 *Id);
NTSTATUS FwpsCalloutUnregisterById0(UINT32 Id);

static UINT32 g_Id;
// VERDICT: g_Id verified

VOID Unload(PDRIVER_OBJECT Driver) { FwpsCalloutUnregisterById0(g_Id); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  FwpsCalloutRegister1(NULL, NULL, &g_Id);
  return STATUS_SUCCESS;
}
