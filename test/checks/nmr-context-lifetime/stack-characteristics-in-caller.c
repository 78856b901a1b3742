// V07: a driver author would believe that a caller's local outlives what a helper registers with it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static HANDLE g_Cli;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Cli); }

static NTSTATUS Register(NPI_CLIENT_CHARACTERISTICS *Chars) {
  return NmrRegisterClient(Chars, NULL, &g_Cli); // WARN: the local 'Mine' [nmr-context-lifetime]
}

static NTSTATUS Start(void) {
  NPI_CLIENT_CHARACTERISTICS Mine = {0};
  NTSTATUS Status = Register(&Mine);
  if (!NT_SUCCESS(Status))
    DbgPrint("%x", Status);
  return Status; // NOTE: 'Mine' leaves its scope here
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start();
}
