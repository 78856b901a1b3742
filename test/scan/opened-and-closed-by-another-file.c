// A driver author whose component registers on each open would be told that the
// handle is overwritten (I15, I16).
// RUN: %check_nmr %s

//--- sub.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli verified
NTSTATUS SubOpen(void) {
  if (g_Cli)
    return STATUS_SUCCESS;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
void SubClose(void) {
  if (!g_Cli)
    return;
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  g_Cli = NULL;
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS SubOpen(void);
void SubClose(void);
static NTSTATUS NTAPI Create(PDEVICE_OBJECT Device, PIRP Irp) {
  return SubOpen();
}
static NTSTATUS NTAPI Close(PDEVICE_OBJECT Device, PIRP Irp) {
  SubClose();
  return STATUS_SUCCESS;
}
VOID Unload(PDRIVER_OBJECT Driver) { SubClose(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_CREATE] = Create;
  Driver->MajorFunction[IRP_MJ_CLOSE] = Close;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
