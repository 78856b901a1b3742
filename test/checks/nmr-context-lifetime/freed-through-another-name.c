// A careless prover would call it verified where a free names the context by a variable that need not be it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct {
  HANDLE Reg;
  PVOID Context, Spare;
} STATE;
static STATE g_State;
static NPI_CLIENT_CHARACTERISTICS g_Chars;

void FillFromRegistry(PUNICODE_STRING Path, PVOID *Context, PVOID *Spare);

// VERDICT: g_State.Reg inconclusive: 'Unload' may free what the registration keeps a pointer to

VOID Unload(PDRIVER_OBJECT Driver) {
  ExFreePoolWithTag(g_State.Spare, 'xtC ');
  if (NmrDeregisterClient(g_State.Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_State.Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  FillFromRegistry(Path, &g_State.Context, &g_State.Spare);
  return NmrRegisterClient(&g_Chars, g_State.Context, &g_State.Reg);
}
