// Inline assembly that has nothing to do with the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli verified

VOID Unload(PDRIVER_OBJECT Driver) {
  unsigned long Flags;
  NTSTATUS Status = NmrDeregisterClient(g_Cli);
  __asm__ volatile("pushfq; popq %0" : "=r"(Flags)::);
  if (Flags & 0x200)
    DbgPrint("interrupts are on\n");
  if (Status == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
