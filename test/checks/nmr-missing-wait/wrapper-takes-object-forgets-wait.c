// A driver author would believe that the copy of the object has been waited
// for.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: C->Reg violation

typedef struct {
  int Kind;
  HANDLE Reg;
  HANDLE Spare;
} CLIENT;
static NPI_CLIENT_CHARACTERISTICS g_CC;
static CLIENT g_Client;

static NTSTATUS Begin(CLIENT C) {
  return NmrDeregisterClient(C.Reg); // WARN: Reg [nmr-missing-wait]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  CLIENT Copy = g_Client;
  if (Begin(Copy) == STATUS_PENDING && Copy.Spare != NULL)
    NmrWaitForClientDeregisterComplete(Copy.Spare);
}

static NTSTATUS Start(CLIENT *C) { return NmrRegisterClient(&g_CC, C, &C->Reg); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_Client);
}
