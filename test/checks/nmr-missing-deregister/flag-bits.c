// I06 with one bit of a word of flags.
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

#define UP_DEVICE 1
#define UP_CLIENT 4
static ULONG g_Up;

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Up & UP_CLIENT)
    StopCli();
  if (g_Up & UP_DEVICE)
    IoDeleteDevice(Driver->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(Status))
    g_Up |= UP_CLIENT;
  return STATUS_SUCCESS;
}
