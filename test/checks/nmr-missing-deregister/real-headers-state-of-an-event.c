// A wait of no time asks whether the event is set: what it answers hangs on who set it, which is not followed.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_Handle;
static KEVENT g_Up;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle inconclusive

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  LARGE_INTEGER None;
  None.QuadPart = 0;
  if (KeWaitForSingleObject(&g_Up, Executive, KernelMode, FALSE, &None) ==
          STATUS_SUCCESS &&
      NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  KeInitializeEvent(&g_Up, NotificationEvent, FALSE);
  Driver->DriverUnload = Unload;
  if (NT_SUCCESS(NmrRegisterClient(&g_Characteristics, NULL, &g_Handle)))
    KeSetEvent(&g_Up, IO_NO_INCREMENT, FALSE);
  return STATUS_SUCCESS;
}
