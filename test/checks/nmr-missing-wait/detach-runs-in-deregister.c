// V02 if the detach routine runs before the deregister call returns: that the
// provider is gone doesn't mean that the deregistration is complete. That hangs
// on what is bound, so nobody may speak, nor call it verified.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive: it depends on which callbacks the system runs, and in which order

static HANDLE g_Cli;
static BOOLEAN g_Gone;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_SUCCESS;
}

static NTSTATUS Detach(PVOID Context) {
  g_Gone = TRUE;
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {0, sizeof(g_CC), Attach, Detach};

VOID Unload(PDRIVER_OBJECT Driver) {
  g_Gone = FALSE;
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING &&
      !g_Gone)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
