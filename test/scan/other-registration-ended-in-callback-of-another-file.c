// A driver author whose provider's detach routine ends the client registration of another file (I29) would be told that a
// callback waits for itself, or that the client is never ended.
// RUN: %check_nmr %s

//--- npi.h
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS ClientStart(void);
void ClientStop(void);
extern const NPI_PROVIDER_CHARACTERISTICS g_PC;

//--- client.c
#include "npi.h"
static const NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli verified
NTSTATUS ClientStart(void) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    g_Cli = NULL;
  return Status;
}
void ClientStop(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg != NULL && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

//--- provider.c
#include "npi.h"
static NTSTATUS Detach(PVOID Context) {
  ClientStop();
  return STATUS_SUCCESS;
}
const NPI_PROVIDER_CHARACTERISTICS g_PC = {.ProviderDetachClient = Detach};

//--- driver.c
#include "npi.h"
static HANDLE g_Prv;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
  ClientStop();
}
// VERDICT: g_Prv verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = ClientStart();
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_PC, NULL, &g_Prv);
  if (!NT_SUCCESS(Status)) {
    ClientStop();
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
