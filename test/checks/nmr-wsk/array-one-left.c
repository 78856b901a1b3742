// O11: an author would believe that a loop that ends early ends them all.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk[2];
static ULONG g_Count;
// VERDICT: g_Wsk[g_Count] violation

static void Stop(void) {
  while (g_Count > 1)
    WskDeregister(&g_Wsk[--g_Count]);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  for (; g_Count < 2; g_Count++) {
    NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk[g_Count]);
    // WARN@-1: WSK registration 'g_Wsk[g_Count]' may still be live when the driver is unloaded [nmr-wsk]
    if (!NT_SUCCESS(Status)) {
      Stop();
      return Status;
    }
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
