// I20: a checker would believe that what happens between two critical sections
// happens in one.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;
static int g_State;

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old;
  HANDLE Reg;
  KeAcquireSpinLock(&g_Lock, &Old);
  Reg = g_Cli;
  g_Cli = NULL;
  KeReleaseSpinLock(&g_Lock, Old);
  if (Reg)
    StopReg(Reg);
  KeAcquireSpinLock(&g_Lock, &Old);
  g_State = 0;
  KeReleaseSpinLock(&g_Lock, Old);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
