// The other bits of the word come from out of view; the one that guards does not.
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
#define UP_DEVICE 8
static ULONG g_Up;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Up & UP_CLIENT)
    StopCli();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  g_Up = (ULONG)DbgPrint("how many?") & ~UP_CLIENT;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    g_Up |= UP_CLIENT;
  g_Up |= UP_DEVICE;
  return STATUS_SUCCESS;
}
