// A checker would believe that what a callback sets off is a part of it. A work item that
// waits is in nobody's way.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_ATTACH_PROVIDER_FN Attach;
static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {
    .ClientAttachProvider = Attach,
    .ClientDetachProvider = Detach,
};
static HANDLE g_Cli;
static int g_Bound;
static WORKER_ROUTINE Work;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
static VOID Work(PVOID Parameter) { StopCli(); }

static NTSTATUS Detach(PVOID Binding) {
  QueueWork(Work, NULL);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopCli();
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
