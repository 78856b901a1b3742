// SEH: __finally is on every way out of __try, __leave and return among them.
// RUN: %check_nmr %s -- -fms-extensions

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  __try {
    __try {
      if (g_Any == 1)
        __leave;
      if (g_Any == 2)
        return;
      DbgPrint("work\n");
    } __finally {
      DbgPrint("inner\n");
    }
    if (g_Any == 3)
      goto Out;
  } __finally {
    if (Status == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
  }
Out:
  DbgPrint("bye\n");
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
