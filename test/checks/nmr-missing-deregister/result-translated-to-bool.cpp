// I08: bool for status, tested the right way round.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static bool start() { return NT_SUCCESS(NmrRegisterClient(&g_CC, nullptr, &g_Cli)); }

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (!start())
    return STATUS_UNSUCCESSFUL;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
