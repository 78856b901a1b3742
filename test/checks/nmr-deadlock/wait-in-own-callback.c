// V10: an author would believe that a client can leave as soon as its provider does. The
// wait ends when the callback has returned, which waits.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_ATTACH_PROVIDER_FN Attach;
static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {
    .ClientAttachProvider = Attach,
    .ClientDetachProvider = Detach,
};
static HANDLE g_Cli;
static int g_Bound;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_NOINTERFACE;
}

static void StopCli(void) {
  HANDLE Reg = InterlockedExchangePointer(&g_Cli, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
  // WARN@-1: 'NmrWaitForClientDeregisterComplete' waits for client registration 'g_Cli' in its own callback 'Detach', for whose return it waits [nmr-deadlock]
  // NOTE@-2: 'NmrWaitForClientDeregisterComplete' waits here for this callback to return
  // NOTE@-3: deregister and wait in the unload routine, or in a thread of its own
}

static NTSTATUS Detach(PVOID Binding) {
  StopCli();
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  StopCli();
}

// VERDICT: g_Cli violation
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
