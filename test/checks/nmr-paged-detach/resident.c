// A routine in another section of its own, and one that mentions PAGED_CODE() in a comment
// or calls what is pageable somewhere else.
//
// RUN: %check_nmr %s nmr-* nmr-paged-detach

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  PAGED_CODE();
  return STATUS_NOINTERFACE;
}

__attribute__((section("INIT"))) static NTSTATUS NTAPI Detach(PVOID Context);
static NTSTATUS NTAPI Detach(PVOID Context)
{
  /* PAGED_CODE(); */
  const char *Text = "PAGED_CODE()";
  return Text ? STATUS_SUCCESS : STATUS_PENDING;
}

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {
    0, sizeof(g_Chars), Attach, Detach, NULL, {0}};

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
