// The system writes into a buffer that it is given as PVOID.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void StopCli(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

// VERDICT: g_Cli violation: nmr-missing-deregister

typedef struct {
  ULONG Length;
  UCHAR Data[4];
} VALUE;
static ULONG g_Enabled;
__declspec(dllimport) NTSTATUS QueryValue(HANDLE Key, PVOID Value, ULONG Length);

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  VALUE Value = {0, {0}};
  VALUE *Buffer = &Value;
  Driver->DriverUnload = Unload;
  if (!NT_SUCCESS(QueryValue(NULL, Buffer, sizeof(Value))) || Buffer->Data[0] == 0)
    return STATUS_SUCCESS;
  QueryValue(NULL, &g_Enabled, sizeof(g_Enabled));
  if (g_Enabled)
    return NmrRegisterClient(&g_CC, NULL, &g_Cli); // WARN: may still be live when the driver is unloaded [nmr-missing-deregister]
  return STATUS_SUCCESS;
}
