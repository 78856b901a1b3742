// A tool would know a routine by the name in the call only.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS PsSetCreateProcessNotifyRoutineEx(PVOID Routine, BOOLEAN Remove);

static void OnProcess(PVOID Process) {}
static const struct {
  ULONG Flags;
  void (*Routine)(PVOID);
} g_Table = {1, OnProcess};
static BOOLEAN g_Added;
// VERDICT: {{.*}} verified

static void Set(BOOLEAN Remove) {
  if (NT_SUCCESS(PsSetCreateProcessNotifyRoutineEx(g_Table.Routine, Remove)))
    g_Added = !Remove;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Added)
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  Set(FALSE);
  return STATUS_SUCCESS;
}
