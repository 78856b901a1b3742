// Right: a wait without a time-out does not fail.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS Characteristics;
static HANDLE Client;
static KMUTEX Mutex;

// VERDICT: Client verified

static VOID NTAPI Unload(PDRIVER_OBJECT DriverObject) {
  NTSTATUS Status = KeWaitForSingleObject(&Mutex, Executive, KernelMode, FALSE, NULL);
  if (Status == STATUS_SUCCESS) {
    if (NmrDeregisterClient(Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Client);
    KeReleaseMutex(&Mutex, FALSE);
  }
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  KeInitializeMutex(&Mutex, 0);
  DriverObject->DriverUnload = Unload;
  return NmrRegisterClient(&Characteristics, NULL, &Client);
}
