// V07: a driver author would believe that an object that returns by value takes its address along.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle violation

struct Registration {
  NPI_CLIENT_CHARACTERISTICS Chars = {};
  HANDLE Handle = nullptr;
  NTSTATUS Start() {
    return NmrRegisterClient(&Chars, this, &Handle); // WARN: the local 'Reg', which leaves its scope while the registration is live [nmr-context-lifetime]
  }
};
static HANDLE g_Cli;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Cli && NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Registration Reg;
  NTSTATUS Status = Reg.Start();
  if (NT_SUCCESS(Status))
    g_Cli = Reg.Handle;
  Driver->DriverUnload = Unload;
  return Status;
}
