// A5: the section is chosen by a pragma, before the definition.
//
// RUN: %check_nmr %s nmr-* nmr-paged-detach -- -fms-extensions

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  PAGED_CODE();
  return STATUS_NOINTERFACE;
}

static NTSTATUS NTAPI Detach(PVOID Context);
static VOID NTAPI Cleanup(PVOID Context);
#pragma alloc_text(PAGEX, Detach)
#pragma alloc_text(PAGE, Cleanup)
static NTSTATUS NTAPI Detach(PVOID Context)
// WARN@-1: 'Detach' is pageable code (section 'PAGEX'), and the NMR may call it as ClientDetachProvider of client registration 'g_Client' at DISPATCH_LEVEL [nmr-paged-detach]
{
  return STATUS_SUCCESS;
}

static VOID NTAPI Cleanup(PVOID Context)
// WARN@-1: 'Cleanup' is pageable code (section 'PAGE'), and the NMR may call it as ClientCleanupBindingContext of client registration 'g_Client' at DISPATCH_LEVEL [nmr-paged-detach]
{
}

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {
    0, sizeof(g_Chars), Attach, Detach, Cleanup, {0}};

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
