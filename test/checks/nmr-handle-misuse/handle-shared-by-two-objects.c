// Two objects may name one registration; it is ended through one of them.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: A->Reg verified

typedef struct {
  HANDLE Reg;
} CTX;
static NPI_CLIENT_CHARACTERISTICS g_CC;
static CTX g_A, g_B;

static NTSTATUS Start(CTX *A, CTX *B) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, A, &A->Reg);
  if (NT_SUCCESS(Status))
    B->Reg = A->Reg;
  return Status;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_B.Reg);
  NmrWaitForClientDeregisterComplete(g_A.Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start(&g_A, &g_B);
}
