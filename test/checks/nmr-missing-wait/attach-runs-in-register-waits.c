// I13: whether a provider attached during the register call decides whether the
// driver stays; each way out ends the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static HANDLE g_Cli, g_Binding;

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Provider) {
  g_Binding = Binding;
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_CC = {0, sizeof(g_CC), Attach};

static VOID StopCli(VOID) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

VOID Unload(PDRIVER_OBJECT Driver) { StopCli(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  if (g_Binding == NULL) {
    StopCli();
    return STATUS_UNSUCCESSFUL;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
