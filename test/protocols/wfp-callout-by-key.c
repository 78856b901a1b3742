// A tool would complain of a callout that its key unregisters, which it does not
// follow: it has to say that it can't tell.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef unsigned int UINT32;
NTSTATUS FwpsCalloutRegister1(PVOID Device, const void *Callout, UINT32 *Id);
NTSTATUS FwpsCalloutUnregisterById0(UINT32 Id);
NTSTATUS FwpsCalloutUnregisterByKey0(const void *Key);

static UINT32 g_Id;
static const int g_Key;
// VERDICT: g_Id inconclusive: FwpsCalloutUnregisterByKey0 may be called for it

VOID Unload(PDRIVER_OBJECT Driver) { FwpsCalloutUnregisterByKey0(&g_Key); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = FwpsCalloutRegister1(NULL, NULL, &g_Id);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
