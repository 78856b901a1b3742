// With the headers of the real kit: the handle is taken out by an interlocked
// exchange.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void Stop(void) {
  HANDLE H = InterlockedExchangePointer(&g_Cli, NULL);
  if (H == NULL)
    return;
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  Stop();
  Stop();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
