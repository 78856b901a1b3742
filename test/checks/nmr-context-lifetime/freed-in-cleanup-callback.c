// I23: a careless check would take the cleanup routine, which frees the context of a binding, for one that runs while the registration's is needed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopReg(g_Cli); }

static NTSTATUS Attach(HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider) {
  static const ULONG Dispatch;
  PVOID ProviderContext;
  const VOID *ProviderDispatch;
  NTSTATUS Status;
  HANDLE *Own = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Own), 'dniB');
  if (Own == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  *Own = Binding;
  Status = NmrClientAttachProvider(Binding, Own, &Dispatch, &ProviderContext, &ProviderDispatch);
  if (!NT_SUCCESS(Status))
    ExFreePool(Own);
  return Status;
}
static NTSTATUS Detach(PVOID Own) { return STATUS_SUCCESS; }
static VOID Cleanup(PVOID Own) { ExFreePool(Own); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_CC.ClientAttachProvider = Attach;
  g_CC.ClientDetachProvider = Detach;
  g_CC.ClientCleanupBindingContext = Cleanup;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
