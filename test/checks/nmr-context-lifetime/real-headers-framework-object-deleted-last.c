// A careless check would take the deletion of another framework object, of the same type, for that of the one whose context space is kept.
// RUN: %check_nmr %s

#include <ntddk.h>
#include <netioddk.h>
#include <wdf.h>

typedef struct {
  HANDLE Reg;
  NPI_CLIENT_CHARACTERISTICS Chars;
} STATE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(STATE, GetState)

static WDFOBJECT g_Object, g_Other;
static HANDLE g_Reg;

// VERDICT: g_Reg verified

static VOID NTAPI Unload(WDFDRIVER Driver) {
  WdfObjectDelete(g_Other);
  if (NmrDeregisterClient(g_Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Reg);
  WdfObjectDelete(g_Object);
}

static NTSTATUS CreateOther(WDFOBJECT *Object) {
  WDF_OBJECT_ATTRIBUTES Attributes;
  WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&Attributes, STATE);
  return WdfObjectCreate(&Attributes, Object);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.EvtDriverUnload = Unload;
  Status = WdfDriverCreate(Driver, Path, NULL, &Config, (WDFDRIVER *)&g_Object);
  if (!NT_SUCCESS(Status))
    return Status;
  if (!NT_SUCCESS(Status = CreateOther(&g_Other)))
    return Status;
  return NmrRegisterClient(&GetState(g_Object)->Chars, GetState(g_Object), &g_Reg);
}
