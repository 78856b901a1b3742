// Extensions of C: variable-length arrays, statement expressions, cleanup
// attributes, nested designators.
// RUN: %check_nmr %s -- -std=gnu11

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

static void waitFor(HANDLE *H) {
  if (*H)
    NmrWaitForClientDeregisterComplete(*H);
}

VOID Unload(PDRIVER_OBJECT Driver) {
  int N = Driver->DeviceObject ? 4 : 8;
  int Sizes[N];
  HANDLE Pending __attribute__((cleanup(waitFor))) = ({
    HANDLE H = g_Cli;
    Sizes[0] = NmrDeregisterClient(H);
    Sizes[0] == STATUS_PENDING ? H : NULL;
  });
  DbgPrint("%x %p\n", Sizes[0], Pending);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
