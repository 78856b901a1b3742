// A careless prover would not see that the slot that is cleared may be the one with the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Slots[1] inconclusive: NmrDeregisterClient is called with a handle that may be this one

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Slots[4];
static ULONG g_Last;

VOID Unload(PDRIVER_OBJECT Driver) {
  g_Slots[g_Last & 3] = NULL;
  if (g_Slots[1] != NULL && NmrDeregisterClient(g_Slots[1]) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Slots[1]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  g_Last = Path->Length;
  return NmrRegisterClient(&g_CC, NULL, &g_Slots[1]);
}
