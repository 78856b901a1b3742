// V01: the range of numbers in which unload does nothing covers the upper half
// of 64 bits, too.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static ULONG64 g_Level;

// VERDICT: g_Cli violation

static NTSTATUS OnClose(PDEVICE_OBJECT Device, PIRP Irp) {
  g_Level = 0x8000000000000000ULL;
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  switch (g_Level) {
  case 5 ... 0xFFFFFFFFFFFFFFF0ULL:
    break;
  default:
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CLOSE] = OnClose;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: g_Cli [nmr-missing-deregister]
}
