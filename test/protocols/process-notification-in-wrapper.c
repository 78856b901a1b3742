// A tool would not see what a wrapper does, whose argument says add or remove.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS PsSetCreateProcessNotifyRoutineEx(PVOID Routine, BOOLEAN Remove);

static void OnProcess(PVOID Process) {}
// VERDICT: OnProcess verified

static NTSTATUS Notify(BOOLEAN Remove) {
  return PsSetCreateProcessNotifyRoutineEx(OnProcess, Remove);
}

VOID Unload(PDRIVER_OBJECT Driver) { Notify(TRUE); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Notify(FALSE);
}
