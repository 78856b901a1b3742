// Computed goto: all labels lead to the wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;

VOID Unload(PDRIVER_OBJECT Driver) {
  static void *const Next[] = {&&A, &&B, &&C};
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  goto *Next[g_Any % 3];
A:
  g_Sum = 1;
  goto *Next[1];
B:
  g_Sum = 2;
C:
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
