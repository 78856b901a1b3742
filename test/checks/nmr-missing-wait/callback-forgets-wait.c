// A driver author would believe that a callback may leave the wait to unload,
// although it clears the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Other violation

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Other;

static NTSTATUS OnLastUser(PDEVICE_OBJECT Device, PIRP Irp) {
  if (g_Other != NULL) {
    NmrDeregisterClient(g_Other); // WARN: g_Other [nmr-missing-wait]
    g_Other = NULL;
  }
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Other != NULL) {
    NmrDeregisterClient(g_Other);
    NmrWaitForClientDeregisterComplete(g_Other);
  }
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CLOSE] = OnLastUser;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Other);
}
