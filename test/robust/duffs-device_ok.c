// A switch whose cases are inside a loop.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;

VOID Unload(PDRIVER_OBJECT Driver) {
  int N = 3;
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  switch (g_Any) {
    do {
    case 0: g_Sum++;
    case 1: g_Sum++;
    default: g_Sum++;
    } while (--N > 0);
  }
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
