// V18: a driver author would believe that a handle is only a number.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Cli violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Cli;
static HANDLE g_Timer;

static NTSTATUS NTAPI Detach(PVOID Binding) {
  ZwCancelTimer(g_Timer, NULL);
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ZwClose(g_Timer); // WARN: 'g_Timer' is destroyed [nmr-teardown-order]
  StopCli();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = ZwCreateTimer(&g_Timer, 0, NULL, NotificationTimer);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    ZwClose(g_Timer);
  Driver->DriverUnload = Unload;
  return Status;
}
