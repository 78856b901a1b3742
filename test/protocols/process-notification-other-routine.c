// An author would believe that removing some routine removes this one.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS PsSetCreateProcessNotifyRoutineEx(PVOID Routine, BOOLEAN Remove);

static void OnProcess(PVOID Process) {}
static void OnOther(PVOID Process) {}
// VERDICT: OnProcess violation

VOID Unload(PDRIVER_OBJECT Driver) {
  PsSetCreateProcessNotifyRoutineEx(OnOther, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
  // WARN@-1: process notification registration 'OnProcess' may still be live when the driver is unloaded [nmr-missing-deregister]
}
