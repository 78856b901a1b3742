// V07: the structure is a local of DriverEntry, which is gone when the unload routine runs.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

typedef struct _CONTEXT_OF_DRIVER {
  ULONG Flags;
  WSK_REGISTRATION Wsk;
} CONTEXT_OF_DRIVER;

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION *g_Wsk;
// VERDICT: Wsk violation

static void Stop(WSK_REGISTRATION *Wsk) { WskDeregister(Wsk); }

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop(g_Wsk);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WSK_REGISTRATION Wsk;
  NTSTATUS Status = WskRegister(&g_Npi, &Wsk); // WARN: WSK registration 'Wsk' keeps the WSK_REGISTRATION in the local 'Wsk', which leaves its scope while the registration is live [nmr-wsk]
  if (!NT_SUCCESS(Status))
    return Status;
  g_Wsk = &Wsk;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
