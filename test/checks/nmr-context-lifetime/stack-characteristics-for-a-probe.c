// A careless check would warn of any characteristics on the stack, also where the registration ends before they do.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Cli verified

static void StopReg(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static BOOLEAN IsProviderThere(void) {
  NPI_CLIENT_CHARACTERISTICS Chars = {0};
  HANDLE Cli;
  if (!NT_SUCCESS(NmrRegisterClient(&Chars, NULL, &Cli)))
    return FALSE;
  StopReg(Cli);
  return TRUE;
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return IsProviderThere() ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
