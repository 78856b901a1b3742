// V09: an author would look for locks alone. The IRQL can be raised by hand, and to
// a level that nobody knows.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
    // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, to which 'KfRaiseIrql' raises it; APC_LEVEL is the highest that it allows [nmr-irql]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  KIRQL Old, Wanted = *(KIRQL *)Driver->DriverStart;
  KeRaiseIrql(APC_LEVEL, &Old);
  if (Wanted == 1)
    StopCli();
  KeLowerIrql(Old);
  KeRaiseIrql(Wanted, &Old);
  if (Wanted == 2)
    StopCli();
  KeLowerIrql(Old);
  KeRaiseIrql(DISPATCH_LEVEL, &Old);
  KeLowerIrql(Old);
  if (Wanted == 3)
    StopCli();
  if (Wanted != 0 && Wanted != 1 && Wanted != 2 && Wanted != 3)
    StopCli();
  KeRaiseIrql(DISPATCH_LEVEL, &Old);
  if (Wanted == 0)
    StopCli();
  KeLowerIrql(Old);
}

// VERDICT: g_Cli verified
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
