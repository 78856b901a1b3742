// A tool would take a call through a pointer for one that does nothing, where an argument says what it does.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS __declspec(dllimport) PsSetCreateProcessNotifyRoutineEx(PVOID Routine, BOOLEAN Remove);
ULONG __declspec(dllimport) ZwAnything(void);

static void OnProcess(PVOID Process) {}
// VERDICT: OnProcess inconclusive: what 'PsSetCreateProcessNotifyRoutineEx' is called for hangs on an unknown argument

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS (*Set)(PVOID, BOOLEAN) = PsSetCreateProcessNotifyRoutineEx;
  Set(OnProcess, ZwAnything() != 0);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
}
