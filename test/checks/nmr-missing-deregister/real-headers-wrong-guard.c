// With the headers of the real kit: a driver author would believe that a
// pointer that the system fills is set.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation

static KSPIN_LOCK g_Lock;
static BOOLEAN g_Closing;

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  KIRQL Irql;
  BOOLEAN Again;
  KeAcquireSpinLock(&g_Lock, &Irql);
  Again = g_Closing;
  g_Closing = TRUE;
  KeReleaseSpinLock(&g_Lock, Irql);
  if (InterlockedCompareExchangePointer(&Driver->DriverSection, NULL, NULL) != NULL && !Again)
    StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  KeInitializeSpinLock(&g_Lock);
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
