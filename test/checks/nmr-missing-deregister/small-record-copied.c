// A record of eight bytes is copied, passed and returned with all its fields.
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

typedef struct {
  BOOLEAN Up;
  ULONG Count;
} STATE;
static STATE g_State;

static STATE Next(STATE Now) {
  Now.Count++;
  return Now;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_State.Up)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  STATE Now = {FALSE, 0};
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    Now.Up = TRUE;
  g_State = Next(Now);
  return STATUS_SUCCESS;
}
