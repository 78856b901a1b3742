// V01: the author did not think of a wait that ends by its time-out.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS Characteristics;
static HANDLE Client;
static KMUTEX Mutex;

// VERDICT: Client violation

static VOID NTAPI Unload(PDRIVER_OBJECT DriverObject) {
  LARGE_INTEGER Timeout;
  NTSTATUS Status;
  Timeout.QuadPart = -10000000;
  Status = KeWaitForSingleObject(&Mutex, Executive, KernelMode, FALSE, &Timeout);
  if (Status == STATUS_SUCCESS) {
    if (NmrDeregisterClient(Client) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Client);
    KeReleaseMutex(&Mutex, FALSE);
  }
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  KeInitializeMutex(&Mutex, 0);
  DriverObject->DriverUnload = Unload;
  return NmrRegisterClient(&Characteristics, NULL, &Client); // WARN: Client [nmr-missing-deregister]
}
