// V11 across files: the file that holds the lock does not see that a callback takes it; the one with the callback does not
// see who holds it.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>
extern FAST_MUTEX g_Lock;
NTSTATUS NpiStart(void);
void NpiStop(void);

//--- npi.c
#include "npi.h"
static HANDLE g_Cli;
static int g_Bound;

static NTSTATUS Detach(PVOID Binding) {
  ExAcquireFastMutex(&g_Lock);
  g_Bound = 0;
  ExReleaseFastMutex(&g_Lock);
  return STATUS_SUCCESS;
}
static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

// VERDICT: g_Cli verified
NTSTATUS NpiStart(void) { return NmrRegisterClient(&g_CC, NULL, &g_Cli); }
void NpiStop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    // SCAN-WARN@-1: with fast mutex 'g_Lock' held, for which its callback 'Detach' waits before the call returns [nmr-deadlock]
    NmrWaitForClientDeregisterComplete(g_Cli);
}

//--- driver.c
#include "npi.h"
FAST_MUTEX g_Lock;

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquireFastMutex(&g_Lock);
  NpiStop();
  ExReleaseFastMutex(&g_Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NpiStart();
}
