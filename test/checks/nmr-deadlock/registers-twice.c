// I29: a checker would believe that one register call makes one registration. Here a
// callback of one waits for the other.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_CLIENT_DETACH_PROVIDER_FN Detach;
static const NPI_CLIENT_CHARACTERISTICS g_CC = {.ClientDetachProvider = Detach};
static HANDLE g_First, g_Second;

static void Stop(HANDLE *At) {
  HANDLE Reg = InterlockedExchangePointer(At, NULL);
  if (Reg && NmrDeregisterClient(Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Reg);
}

static NTSTATUS Start(HANDLE *At) {
  return NmrRegisterClient(&g_CC, At, At); // VERDICT: *At verified
}

static NTSTATUS Detach(PVOID Binding) {
  if (Binding == &g_First)
    Stop(&g_Second);
  return STATUS_SUCCESS;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Stop(&g_First);
  Stop(&g_Second);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = Start(&g_First);
  if (!NT_SUCCESS(Status)) {
    g_First = NULL;
    return Status;
  }
  Status = Start(&g_Second);
  if (!NT_SUCCESS(Status)) {
    g_Second = NULL;
    Stop(&g_First);
  } else {
    Driver->DriverUnload = Unload;
  }
  return Status;
}
