// I06 with flags that are set and cleared by atomic operations.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

#define UP_CLIENT 4
static volatile LONG g_Up, g_Flags;
__declspec(dllimport) LONG InterlockedOr(volatile LONG *Target, LONG Bits);
__declspec(dllimport) LONG InterlockedAndAcquire(volatile LONG *Target, LONG Bits);

VOID Unload(PDRIVER_OBJECT Driver) {
  if (InterlockedDecrement(&g_Up) == 0 &&
      (InterlockedAndAcquire(&g_Flags, ~UP_CLIENT) & UP_CLIENT) != 0)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(Status)) {
    InterlockedIncrement(&g_Up);
    InterlockedOr(&g_Flags, UP_CLIENT);
  }
  return STATUS_SUCCESS;
}
