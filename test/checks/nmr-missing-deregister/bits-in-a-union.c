// I06 with a bit-field that shares its word with a number: writing the number
// sets the bit.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: g_Cli verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
typedef union {
  struct {
    ULONG Device : 1;
    ULONG Client : 1;
    ULONG Rest : 30;
  };
  ULONG All;
} FLAGS;
typedef struct {
  ULONG Other;
  struct {
    FLAGS Flags;
  } Inner;
} STATE;
static STATE g_State;

static FLAGS Up(FLAGS Flags) {
  Flags.Client = 1;
  return Flags;
}

VOID Unload(PDRIVER_OBJECT Driver) {
  STATE Copy = g_State;
  Copy.Inner.Flags.Device = 0;
  if (Copy.Inner.Flags.Client &&
      NmrDeregisterClient(g_Cli) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (!NT_SUCCESS(Status))
    return Status;
  g_State.Inner.Flags = Up(g_State.Inner.Flags);
  g_State.Inner.Flags.All |= 1;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
