// V07: a driver author would delete the framework object first, and not think of its context space, where the characteristics are.
// RUN: %check_nmr %s

#include <ntddk.h>
#include <netioddk.h>
#include <wdf.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} STATE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(STATE, GetState)

static WDFOBJECT g_Object;
static HANDLE g_Reg;

// VERDICT: g_Reg violation

static VOID NTAPI Unload(WDFDRIVER Driver) {
  WdfObjectDelete(g_Object); // WARN: 'WdfObjectDelete' frees the characteristics of client registration 'g_Reg' while the registration is live [nmr-context-lifetime]
  if (NmrDeregisterClient(g_Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Reg);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.EvtDriverUnload = Unload;
  Status = WdfDriverCreate(Driver, Path, NULL, &Config, (WDFDRIVER *)&g_Object);
  if (!NT_SUCCESS(Status))
    return Status;
  return NmrRegisterClient(&GetState(g_Object)->Chars, GetState(g_Object), &g_Reg);
}
