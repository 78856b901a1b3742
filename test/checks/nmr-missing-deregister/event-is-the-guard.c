// Whether an event is set is not followed: that is no reason to accuse.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli inconclusive

__declspec(dllimport) LONG KeReadStateEvent(PVOID Event);
__declspec(dllimport) VOID SetEvent(PVOID Event);
static ULONG64 g_Up[3];

VOID Unload(PDRIVER_OBJECT Driver) {
  if (KeReadStateEvent(g_Up))
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    SetEvent(g_Up);
  return STATUS_SUCCESS;
}
