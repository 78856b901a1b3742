// Handles that are passed through `...` arrive.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// VERDICT: g_Cli inconclusive

static VOID Stop(int Count, ...) {
  __builtin_va_list List;
  __builtin_va_start(List, Count);
  while (Count-- > 0) {
    HANDLE Handle = __builtin_va_arg(List, HANDLE);
    NmrDeregisterClient(Handle);
    NmrWaitForClientDeregisterComplete(Handle);
  }
  __builtin_va_end(List);
}

VOID Unload(PDRIVER_OBJECT Driver) { Stop(1, g_Cli); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
