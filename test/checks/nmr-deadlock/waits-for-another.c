// I29: a checker would believe that no callback may wait for a registration. It may for
// another one.
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
static HANDLE g_Cli, g_Prv;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static int g_Bound;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static void StopPrv(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Prv, NULL);
  if (Reg && NmrDeregisterProvider(Reg) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(Reg);
}

static NTSTATUS Detach(PVOID Binding) {
  StopPrv();
  return STATUS_SUCCESS;
}

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopPrv();
  StopReg(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv); // VERDICT: g_Prv verified
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli); // VERDICT: g_Cli verified
  if (!NT_SUCCESS(Status))
    StopPrv();
  else
    Driver->DriverUnload = Unload;
  return Status;
}
