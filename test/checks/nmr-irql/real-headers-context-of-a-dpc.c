// V09: the DPC stops what it is given as its context.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

typedef struct {
  HANDLE Handle;
} AGENT;

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static AGENT g_Agent;
static KDPC g_Dpc;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
KDEFERRED_ROUTINE Expired;

// VERDICT: g_Agent.Handle verified

static VOID Stop(AGENT *Agent) {
  HANDLE Handle = InterlockedExchangePointer(&Agent->Handle, NULL);
  if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle); // WARN: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL [nmr-irql]
}

VOID NTAPI Expired(PKDPC Dpc, PVOID Context, PVOID One, PVOID Two) { Stop(Context); }

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  KeFlushQueuedDpcs();
  Stop(&g_Agent);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  KeInitializeDpc(&g_Dpc, Expired, &g_Agent);
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Characteristics, NULL, &g_Agent.Handle);
}
