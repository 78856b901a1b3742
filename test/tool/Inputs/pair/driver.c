#include <wdk-mini.h>
#include <netioddk.h>
#include "shared.h"
DRIVER_UNLOAD Unload;
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
