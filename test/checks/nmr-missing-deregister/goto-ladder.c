// Labels that undo in reverse order.
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

static PVOID g_Pool;

VOID Unload(PDRIVER_OBJECT Driver) {
  StopCli();
  ExFreePool(g_Pool);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status;
  g_Pool = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'looP');
  if (g_Pool == NULL) {
    Status = STATUS_INSUFFICIENT_RESOURCES;
    goto Exit;
  }
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    goto Free;
  Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    goto Stop;
  Driver->DriverUnload = Unload;
  goto Exit;
Stop:
  StopCli();
Free:
  ExFreePool(g_Pool);
Exit:
  return Status;
}
