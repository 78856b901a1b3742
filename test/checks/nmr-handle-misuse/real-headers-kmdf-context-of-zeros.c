// Right: the framework fills the driver's context with zeros, so the flag says what began.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>
#include <wdf.h>

typedef struct _CONTEXT_BLOCK {
  HANDLE Client;
  BOOLEAN Up;
} CONTEXT_BLOCK;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CONTEXT_BLOCK, GetContext)

static NPI_CLIENT_CHARACTERISTICS Characteristics;

// VERDICT: <value>->Client verified

static VOID NTAPI Unload(WDFDRIVER Driver) {
  CONTEXT_BLOCK *Context = GetContext(Driver);
  if (Context->Up && NmrDeregisterClient(Context->Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Context->Client);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING Path) {
  WDF_DRIVER_CONFIG Config;
  WDF_OBJECT_ATTRIBUTES Attributes;
  WDFDRIVER Driver;
  NTSTATUS Status;
  WDF_DRIVER_CONFIG_INIT(&Config, NULL);
  Config.EvtDriverUnload = Unload;
  WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&Attributes, CONTEXT_BLOCK);
  Status = WdfDriverCreate(DriverObject, Path, &Attributes, &Config, &Driver);
  if (!NT_SUCCESS(Status))
    return Status;
  // The driver does without, if need be.
  if (NT_SUCCESS(NmrRegisterClient(&Characteristics, NULL, &GetContext(Driver)->Client)))
    GetContext(Driver)->Up = TRUE;
  return STATUS_SUCCESS;
}
