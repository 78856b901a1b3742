// I06 with an enumerated state.
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

static enum { Down, Starting, Up } g_State;

VOID Unload(PDRIVER_OBJECT Driver) {
  switch (g_State) {
  case Up:
    StopCli();
    break;
  case Starting:
  case Down:
    break;
  }
  g_State = Down;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_State = Starting;
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    g_State = Up;
  return STATUS_SUCCESS;
}
