// V02 if the attach routine runs before the register call returns, so that the
// entry does not roll back. That hangs on the providers there are, so nobody may
// speak, nor call it verified.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli inconclusive: it depends on which callbacks the system runs, and in which order

static HANDLE g_Cli, g_Binding;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  g_Binding = Binding;
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {0, sizeof(g_CC), Attach};

VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  if (g_Binding == NULL) {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(g_Cli);
    return STATUS_UNSUCCESSFUL;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
