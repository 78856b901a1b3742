// V04: the author says "none" by a value of his own, and does not test for it.
// RUN: %nmr_scan --no-cache --fail-on=none %s -- %flags | FileCheck %s
// CHECK: 'NmrDeregisterClient' is called on 'g_Cli', which is not registered on this path

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli = (HANDLE)(LONG_PTR)-1;

static VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Cli)))
    g_Cli = (HANDLE)(LONG_PTR)-1;
  return STATUS_SUCCESS;
}
