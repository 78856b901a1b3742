// A driver author would ask for the wrong answer, and keep what was found in a
// variable, or ask a helper: the warning names the condition all the same.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Bool, g_Helper, g_Choice, g_Wrapper;
// VERDICT: g_Bool violation
// VERDICT: g_Helper violation
// VERDICT: g_Choice violation
// VERDICT: g_Wrapper violation

static BOOLEAN IsError(NTSTATUS Status) { return !NT_SUCCESS(Status); }

static BOOLEAN StopWrapper(void) {
  return NT_SUCCESS(NmrDeregisterClient(g_Wrapper)); // WARN: '!StopWrapper()' is false for STATUS_PENDING [nmr-missing-wait]
}

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_Bool); // WARN: 'Pending' is false for STATUS_PENDING [nmr-missing-wait]
  BOOLEAN Pending = Status == STATUS_SUCCESS;
  if (Pending)
    NmrWaitForClientDeregisterComplete(g_Bool);

  Status = NmrDeregisterClient(g_Helper); // WARN: 'IsError(Status)' is false for STATUS_PENDING [nmr-missing-wait]
  if (IsError(Status))
    NmrWaitForClientDeregisterComplete(g_Helper);

  Status = NmrDeregisterClient(g_Choice); // WARN: 'Owed == 1' is false for STATUS_PENDING [nmr-missing-wait]
  int Owed = NT_SUCCESS(Status) ? 0 : 1;
  if (Owed == 1)
    NmrWaitForClientDeregisterComplete(g_Choice);

  if (!StopWrapper())
    NmrWaitForClientDeregisterComplete(g_Wrapper);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Bool)))
    KeBugCheckEx(0, 0, 0, 0, 0);
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Helper)))
    KeBugCheckEx(0, 0, 0, 0, 0);
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Choice)))
    KeBugCheckEx(0, 0, 0, 0, 0);
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Wrapper)))
    KeBugCheckEx(0, 0, 0, 0, 0);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
