// A checker would believe that a callback belongs to the registration that it waits for.
// One of two that share it may be what is detached.
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
static HANDLE g_Cli, g_Second;
static int g_Bound;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static void Stop(HANDLE *At) {
  HANDLE Reg = InterlockedExchangePointer(At, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static NTSTATUS Detach(PVOID Binding) {
  if (Binding == &g_Cli)
    Stop(&g_Second);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop(&g_Cli);
  Stop(&g_Second);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  NmrRegisterClient(&g_CC, &g_Cli, &g_Cli); // VERDICT: g_Cli verified
  NmrRegisterClient(&g_CC, &g_Second, &g_Second); // VERDICT: g_Second verified
  return STATUS_SUCCESS;
}
