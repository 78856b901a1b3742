// A driver author whose DriverEntry cleans up with the unload routine's own
// helper would be told that a failing entry leaks (I17, I18, I19, I30).
// RUN: %check_nmr %s

//--- net.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
// VERDICT: g_Cli verified
NTSTATUS Start(void) {
  // The last thing that happens: nothing can fail behind it.
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
void Terminate(void) {
  if (g_Cli) {
    NmrDeregisterClient(g_Cli);
    NmrWaitForClientDeregisterComplete(g_Cli);
    g_Cli = NULL;
  }
}

//--- fatal.c
#include <wdk-mini.h>
#include <netioddk.h>
extern PDEVICE_OBJECT g_Device;
void CheckHealth(void) {
  if (!g_Device)
    KeBugCheckEx(0xE2, 0, 0, 0, 0);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS Start(void);
void Terminate(void);
void CheckHealth(void);
PDEVICE_OBJECT g_Device;
VOID Unload(PDRIVER_OBJECT Driver) {
  CheckHealth();
  Terminate();
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = IoCreateDevice(Driver, 0, NULL, 0, 0, FALSE, &g_Device);
  if (NT_SUCCESS(Status))
    Status = Start();
  if (!NT_SUCCESS(Status))
    Terminate();
  else
    Driver->DriverUnload = Unload;
  return Status;
}
