// I10: a wrapper that gets the whole object, by value and by address.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: C->Reg verified

typedef struct {
  int Kind;
  HANDLE Reg;
} CLIENT;
static NPI_CLIENT_CHARACTERISTICS g_CC;
static CLIENT g_Client;

static NTSTATUS Begin(CLIENT C) { return NmrDeregisterClient(C.Reg); }

static void Stop(CLIENT *C) {
  CLIENT Copy = *C;
  if (Begin(Copy) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(C->Reg);
}

static NTSTATUS Start(CLIENT *C) {
  C->Kind = 1;
  return NmrRegisterClient(&g_CC, C, &C->Reg);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(&g_Client); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_Client);
}
