// An author would believe that callbacks of the object manager go with the driver.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

NTSTATUS ObRegisterCallbacks(PVOID Registration, PVOID *Handle);
VOID ObUnRegisterCallbacks(PVOID Handle);

static PVOID g_Kept, g_Removed;
// VERDICT: g_Kept violation
// VERDICT: g_Removed verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Removed != NULL)
    ObUnRegisterCallbacks(g_Removed);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(ObRegisterCallbacks(NULL, &g_Removed)))
    g_Removed = NULL;
  ObRegisterCallbacks(NULL, &g_Kept);
  // WARN@-1: object callback registration 'g_Kept' may still be live when the driver is unloaded [nmr-missing-deregister]
  // NOTE@-2: 'ObRegisterCallbacks' succeeds: 'g_Kept' is registered
  // NOTE@-3: call 'ObUnRegisterCallbacks' on every path before the driver can be unloaded
  return STATUS_SUCCESS;
}
