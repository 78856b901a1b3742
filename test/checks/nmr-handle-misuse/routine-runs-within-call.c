// V05: a driver author would save the handle before calls that run a routine of the driver's, which ends the registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

void __declspec(dllimport) KeSynchronizeExecution(PVOID Interrupt, BOOLEAN (*Routine)(PVOID), PVOID Context);
NTSTATUS __declspec(dllimport) KeExpandKernelStackAndCallout(void (*Routine)(PVOID), PVOID Context, ULONG_PTR Size);
void __declspec(dllimport) WdfRequestSetCompletionRoutine(PVOID Request, void (*Routine)(PVOID), PVOID Context);
BOOLEAN __declspec(dllimport) WdfRequestSend(PVOID Request, PVOID Target, PVOID Options);

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_A, g_B, g_C;
static PVOID g_Interrupt, g_Request;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_A inconclusive: it depends on which callbacks the system runs, and in which order
// VERDICT: g_B violation
// VERDICT: g_C inconclusive: it depends on which callbacks the system runs, and in which order

static void Stop(HANDLE *Handle) {
  HANDLE Old = *Handle;
  *Handle = NULL;
  if (Old != NULL && NmrDeregisterClient(Old) == STATUS_PENDING) // WARN: 'g_B' [nmr-handle-misuse]
    NmrWaitForClientDeregisterComplete(Old);
}

static BOOLEAN StopA(PVOID Context) {
  Stop(&g_A);
  return TRUE;
}

static void StopB(PVOID Context) { Stop(&g_B); }

static void StopC(PVOID Context) { Stop(&g_C); }

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE A = g_A, B = g_B, C = g_C;
  KeSynchronizeExecution(g_Interrupt, StopA, NULL);
  Stop(&A);
  KeExpandKernelStackAndCallout(StopB, NULL, 8192);
  Stop(&B);
  WdfRequestSetCompletionRoutine(g_Request, StopC, NULL);
  WdfRequestSend(g_Request, NULL, NULL);
  Stop(&C);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_A)))
    g_A = NULL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_B)))
    g_B = NULL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_C)))
    g_C = NULL;
  return STATUS_SUCCESS;
}
