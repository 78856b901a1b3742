// Control flow that jumps into the middle of a loop.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  if (g_Any)
    goto Middle;
Top:
  g_Sum++;
Middle:
  if (g_Any > 3)
    goto Top;
  if (g_Any > 2)
    goto Middle;
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
