// An author would believe that a handle that a call returns needs no keeping.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml -- --target=i686-w64-mingw32

#include <wdk-mini.h>

PVOID ExRegisterCallback(PVOID Object, PVOID Function, PVOID Context);
VOID ExUnregisterCallback(PVOID Registration);

static PVOID g_Power;
// VERDICT: g_Power verified
// VERDICT: Lost violation

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Power)
    ExUnregisterCallback(g_Power);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PVOID Lost;
  Driver->DriverUnload = Unload;
  g_Power = ExRegisterCallback(NULL, NULL, NULL);
  if (g_Power == NULL)
    return STATUS_UNSUCCESSFUL;
  Lost = ExRegisterCallback(NULL, NULL, NULL);
  // WARN@-1: the handle of executive callback registration 'Lost' is lost while the registration is live [nmr-missing-deregister]
  return STATUS_SUCCESS;
}
