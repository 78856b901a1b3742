// I18, I19: the unload routine is stored only when all went well.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli verified

static BOOLEAN g_Started;

static NTSTATUS Init(void) { return DbgPrint("init\n") ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS; }

static NTSTATUS Start(void) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  g_Started = NT_SUCCESS(Status);
  return Status;
}

static void Terminate(void) {
  if (g_Started)
    StopCli();
}

VOID Unload(PDRIVER_OBJECT Driver) { Terminate(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = Init();
  if (NT_SUCCESS(Status))
    Status = Start();
  if (!NT_SUCCESS(Status))
    Terminate();
  else
    Driver->DriverUnload = Unload;
  return Status;
}
