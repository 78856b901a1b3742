// V01: the module that starts last may fail, and nobody stops the client that an earlier one has registered.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Own->Handle violation

typedef struct MODULE {
  NTSTATUS (*Start)(struct MODULE *Own);
  VOID (*Stop)(struct MODULE *Own);
  HANDLE Handle;
  ULONG Settings;
} MODULE;

static NPI_CLIENT_CHARACTERISTICS g_CC;

static NTSTATUS StartWorkers(MODULE *Own) {
  return Own->Settings & 1 ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}
static VOID StopWorkers(MODULE *Own) { Own->Settings = 0; }

static NTSTATUS StartClient(MODULE *Own) {
  return NmrRegisterClient(&g_CC, NULL, &Own->Handle); // WARN: Own->Handle [nmr-missing-deregister]
}
static VOID StopClient(MODULE *Own) {
  if (NmrDeregisterClient(Own->Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Own->Handle);
}

static MODULE g_Modules[] = {{StartWorkers, StopWorkers}, {StartClient, StopClient}, {StartWorkers, StopWorkers}};

VOID Unload(PDRIVER_OBJECT Driver) {
  for (int I = 2; I >= 0; I--)
    g_Modules[I].Stop(&g_Modules[I]);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = STATUS_SUCCESS;
  Driver->DriverUnload = Unload;
  g_Modules[2].Settings = Path->Length;
  for (int I = 0; NT_SUCCESS(Status) && I < 3; I++)
    Status = g_Modules[I].Start(&g_Modules[I]);
  return Status;
}
