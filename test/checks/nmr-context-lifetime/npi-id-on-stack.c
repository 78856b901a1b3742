// V07: a driver author would believe that static characteristics are enough, whatever they point at.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NPIID Npi = {1, 2, 3, {4}};
  g_CC.ClientRegistrationInstance.NpiId = &Npi;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: the object that 'NpiId' points at in the characteristics in the local 'Npi' [nmr-context-lifetime]
}
