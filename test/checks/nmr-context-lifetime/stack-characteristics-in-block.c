// V07: a driver author would believe that a block's locals live as long as the function.
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

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  {
    NPI_CLIENT_CHARACTERISTICS Chars = {0};
    Status = NmrRegisterClient(&Chars, NULL, &g_Cli); // WARN: 'Chars', which leaves its scope [nmr-context-lifetime]
  }
  Driver->DriverUnload = Unload;
  return Status;
}
