// I06 with a volatile flag that an interlocked operation sets.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static volatile LONG g_Up;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (InterlockedCompareExchange(&g_Up, 0, 1) == 1) {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    InterlockedExchange(&g_Up, 1);
  return STATUS_SUCCESS;
}
