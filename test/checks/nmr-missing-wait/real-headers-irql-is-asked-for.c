// V02: the author asks for the IRQL everywhere, and forgets the wait. The routine that the system calls runs at the lowest.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS Characteristics;
static HANDLE Client, Other;

// VERDICT: Client violation
// VERDICT: Other verified

static VOID Stop(VOID) {
  if (KeGetCurrentIrql() > APC_LEVEL)
    DbgPrint("too high\n");
  NmrDeregisterClient(Client); // WARN: Client [nmr-missing-wait]
}

static VOID StopOther(VOID) {
  if (KeGetCurrentIrql() > APC_LEVEL)
    return;
  if (NmrDeregisterClient(Other) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Other);
}

static VOID NTAPI Unload(PDRIVER_OBJECT DriverObject) {
  StopOther();
  Stop();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&Characteristics, NULL, &Other);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterClient(&Characteristics, NULL, &Client);
  if (!NT_SUCCESS(Status)) {
    StopOther();
    return Status;
  }
  DriverObject->DriverUnload = Unload;
  return Status;
}
