// V08 across files: DriverEntry forgets to roll back what the layer below
// registered.
// RUN: %check_nmr %s

//--- net.h
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS NetStart(HANDLE *Out);
void NetStop(HANDLE H);

//--- net.c
#include "net.h"
static NPI_PROVIDER_CHARACTERISTICS g_PC;
// VERDICT: *Out violation
NTSTATUS NetStart(HANDLE *Out) {
  return NmrRegisterProvider(&g_PC, NULL, Out); // SCAN-WARN: Out [nmr-missing-deregister]
}
void NetStop(HANDLE H) {
  NmrDeregisterProvider(H);
  NmrWaitForProviderDeregisterComplete(H);
}

//--- driver.c
#include "net.h"
static HANDLE g_Net;
VOID Unload(PDRIVER_OBJECT Driver) { NetStop(g_Net); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  PDEVICE_OBJECT Device;
  NTSTATUS Status = NetStart(&g_Net);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &Device);
}
