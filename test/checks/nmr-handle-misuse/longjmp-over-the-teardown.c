// A careless check would take what 'setjmp' answers to a jump for an answer to the call itself, which it never is.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <netioddk.h>

typedef struct {
  ULONG_PTR Registers[16];
} jmp_buf[1];
int __cdecl _setjmp(jmp_buf Buffer);
__declspec(noreturn) void __cdecl longjmp(jmp_buf Buffer, int Value);

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
static jmp_buf g_Failed;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Cli inconclusive: 'longjmp' goes on somewhere else

static void Stop(void) {
  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

static void Check(ULONG Length) {
  if (Length > 100)
    longjmp(g_Failed, 1);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) { Stop(); }

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status;
  if (_setjmp(g_Failed) != 0) {
    Stop();
    return STATUS_UNSUCCESSFUL;
  }
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (NT_SUCCESS(Status))
    Check(Path->Length);
  return Status;
}
