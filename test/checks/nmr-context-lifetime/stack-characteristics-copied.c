// A careless check would take the local from which the characteristics were copied for the characteristics.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NPI_CLIENT_CHARACTERISTICS Chars = {0};
  Chars.Length = sizeof(Chars);
  g_CC = Chars;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
