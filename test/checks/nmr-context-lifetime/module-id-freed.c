// V07: a driver author would believe that the module id is needed only while the register call runs.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  NPI_MODULEID *Id = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Id), 'dIdM');
  if (Id == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  Id->Length = sizeof(*Id);
  Id->Type = MIT_GUID;
  g_CC.ClientRegistrationInstance.ModuleId = Id;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  ExFreePool(Id); // WARN: 'ExFreePool' frees the object that 'ModuleId' points at in the characteristics of client registration 'g_Cli' while the registration is live [nmr-context-lifetime]
  Driver->DriverUnload = Unload;
  return Status;
}
