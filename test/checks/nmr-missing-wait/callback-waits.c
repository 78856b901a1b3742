// I29: teardown of another registration inside a callback, guarded and
// cleared, and again in unload.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Other verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Other;

static void StopOther(void) {
  HANDLE H = g_Other;
  if (H == NULL)
    return;
  g_Other = NULL;
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

static NTSTATUS OnLastUser(PDEVICE_OBJECT Device, PIRP Irp) {
  StopOther();
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) { StopOther(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CLOSE] = OnLastUser;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Other);
}
