// A5: the section is chosen by an attribute of the function.
//
// RUN: %check_nmr %s nmr-* nmr-paged-detach -- -fms-extensions -Wno-ignored-attributes

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  PAGED_CODE();
  return STATUS_NOINTERFACE;
}

__declspec(code_seg("PAGE")) static NTSTATUS NTAPI Detach(PVOID Context)
// WARN@-1: 'Detach' is pageable code (section 'PAGE'), and the NMR may call it as ClientDetachProvider of client registration 'g_Client' at DISPATCH_LEVEL [nmr-paged-detach]
{
  return STATUS_SUCCESS;
}

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {
    0, sizeof(g_Chars), Attach, Detach, NULL, {0}};

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
