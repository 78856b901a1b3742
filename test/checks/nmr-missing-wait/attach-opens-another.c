// I24 and I29: what an attach routine registers is not there when the entry
// fails, as nothing can attach to a registration that was refused.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Inner inconclusive
// VERDICT: g_First verified
// VERDICT: g_Outer verified

static HANDLE g_First, g_Outer, g_Inner;
static BOOLEAN g_InnerUp;
static NPI_CLIENT_CHARACTERISTICS g_InnerCC;

static NTSTATUS FirstAttach(HANDLE Binding, PVOID Context,
                            PNPI_REGISTRATION_INSTANCE Provider) {
  return STATUS_SUCCESS;
}

static NTSTATUS OuterAttach(HANDLE Binding, PVOID Context,
                            PNPI_REGISTRATION_INSTANCE Provider) {
  NTSTATUS Status;
  if (g_InnerUp)
    return STATUS_SUCCESS;
  Status = NmrRegisterClient(&g_InnerCC, NULL, &g_Inner);
  if (NT_SUCCESS(Status))
    g_InnerUp = TRUE;
  return Status;
}

static VOID StopCli(HANDLE Cli) {
  if (NmrDeregisterClient(Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Cli);
}

static NTSTATUS OuterDetach(PVOID Context) {
  if (g_InnerUp) {
    StopCli(g_Inner);
    g_InnerUp = FALSE;
  }
  return STATUS_SUCCESS;
}

static NPI_CLIENT_CHARACTERISTICS g_FirstCC = {0, sizeof(g_FirstCC),
                                               FirstAttach};
static NPI_CLIENT_CHARACTERISTICS g_OuterCC = {0, sizeof(g_OuterCC),
                                               OuterAttach, OuterDetach};

VOID Unload(PDRIVER_OBJECT Driver) {
  StopCli(g_Outer);
  StopCli(g_First);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_FirstCC, NULL, &g_First);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&g_OuterCC, NULL, &g_Outer);
  if (!NT_SUCCESS(Status)) {
    StopCli(g_First);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
