// A checker would believe that the only detach callback of the driver is that of every
// registration. Another table has none.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};
static const NPI_CLIENT_CHARACTERISTICS g_Second;
static HANDLE g_Cli, g_Cli2;
static FAST_MUTEX g_Lock;
static int g_Bound;

static NTSTATUS Detach(PVOID Binding) {
  ExAcquireFastMutex(&g_Lock);
  g_Bound = 0;
  ExReleaseFastMutex(&g_Lock);
  return STATUS_SUCCESS;
}

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquireFastMutex(&g_Lock);
  StopReg(g_Cli2);
  ExReleaseFastMutex(&g_Lock);
  StopReg(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // VERDICT: g_Cli verified
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_Second, NULL, &g_Cli2); // VERDICT: g_Cli2 verified
  if (!NT_SUCCESS(Status))
    StopReg(g_Cli);
  else
    Driver->DriverUnload = Unload;
  return Status;
}
