// A number that was given its first value before may be changed later.
//
// RUN: %check_nmr %s nmr-* nmr-register-not-last

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified
static ULONG g_State;
static ULONG g_Seen;

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  g_Seen = g_State;
  return STATUS_NOINTERFACE;
}

static NTSTATUS NTAPI Detach(PVOID Context)
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

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  g_State = 1;
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status))
    return Status;
  g_State = 2;
  return STATUS_SUCCESS;
}
