// O11: a tool would take the structures of an array for one, or each for another.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk[2];
static ULONG g_Count;
// VERDICT: g_Wsk[g_Count] verified

static void Stop(void) {
  while (g_Count > 0)
    WskDeregister(&g_Wsk[--g_Count]);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  for (; g_Count < 2; g_Count++) {
    NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk[g_Count]);
    if (!NT_SUCCESS(Status)) {
      Stop();
      return Status;
    }
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
