// Control flow that jumps into the middle of a loop, and past the wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli violation
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli); // WARN: g_Cli [nmr-missing-wait]
  if (g_Any)
    goto Middle;
Top:
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
  return;
Middle:
  if (g_Any > 3)
    goto Top;
  if (g_Any > 2)
    goto Middle;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
