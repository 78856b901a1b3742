// V07: a driver author would believe that the register call copies the characteristics.
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

static NTSTATUS Start(void) {
  NPI_CLIENT_CHARACTERISTICS Chars = {0};
  Chars.Length = sizeof(Chars);
  return NmrRegisterClient(&Chars, NULL, &g_Cli);
  // WARN@-1: client registration 'g_Cli' keeps the characteristics in the local 'Chars', which leaves its scope while the registration is live [nmr-context-lifetime]
  // NOTE@-2: 'Chars' leaves its scope here
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start();
}
