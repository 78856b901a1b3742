// V09 across files: an author would not see, where the wait stands, that a caller in another file holds a spin lock.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>
NTSTATUS NpiStart(void);
void NpiStop(void);

//--- npi.c
#include "npi.h"
static const NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified
NTSTATUS NpiStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NpiStop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli); // SCAN-WARN: is called at DISPATCH_LEVEL, with spin lock 'g_Lock' held; APC_LEVEL is the highest that it allows [nmr-irql]
}

//--- driver.c
#include "npi.h"
static KSPIN_LOCK g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  NpiStop();
  KeReleaseSpinLock(&g_Lock, Old);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NpiStart();
}
