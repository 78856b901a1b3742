// A request chooses the slot that is closed. Clearing some slot's flag leaves
// the flags of all others as they are: none is set that was not.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static BOOLEAN g_Used[2];
static HANDLE g_Reg[2];

// VERDICT: g_Reg[0] inconclusive: which callbacks the system runs
// VERDICT: g_Reg[1] inconclusive: which callbacks the system runs

static void CloseIt(ULONG I) {
  if (!g_Used[I])
    return;
  if (NmrDeregisterClient(g_Reg[I]) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Reg[I]);
  g_Used[I] = FALSE;
}

static NTSTATUS NTAPI Ioctl(PDEVICE_OBJECT Device, PIRP Irp) {
  if (Irp->Status < 0 || Irp->Status > 1)
    return STATUS_INVALID_PARAMETER;
  CloseIt((ULONG)Irp->Status);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  CloseIt(0);
  CloseIt(1);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Reg[0])))
    g_Used[0] = TRUE;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Reg[1])))
    g_Used[1] = TRUE;
  Driver->MajorFunction[14] = Ioctl;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
