// An author would believe that DriverEntry may fail with its routine registered,
// and that adding is the same call as removing.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS PsSetCreateProcessNotifyRoutineEx(PVOID Routine, BOOLEAN Remove);
NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

static void OnProcess(PVOID Process) {}
static void OnOther(PVOID Process) {}
// VERDICT: OnProcess verified
// VERDICT: OnOther violation

VOID Unload(PDRIVER_OBJECT Driver) {
  PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
  PsSetCreateProcessNotifyRoutineEx(OnOther, FALSE + TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = PsSetCreateProcessNotifyRoutineEx(OnOther, FALSE);
  // WARN@-1: process notification registration 'OnOther' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-missing-deregister]
  if (!NT_SUCCESS(Status)) {
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
    return Status;
  }
  Status = ZwOpenNothing();
  if (!NT_SUCCESS(Status))
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
  Driver->DriverUnload = Unload;
  return Status;
}
