// The second registration's lock is initialised after the first registration,
// whose routines don't use it.
//
// RUN: %check_nmr %s nmr-* nmr-register-not-last

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_First;  // VERDICT: g_First verified
static HANDLE g_Second; // VERDICT: g_Second verified
static KSPIN_LOCK g_Lock;

static NTSTATUS NTAPI AttachFirst(HANDLE Binding, PVOID Context,
                                  PNPI_REGISTRATION_INSTANCE Provider)
{
  return STATUS_NOINTERFACE;
}

static NTSTATUS NTAPI AttachSecond(HANDLE Binding, PVOID Context,
                                   PNPI_REGISTRATION_INSTANCE Provider)
{
  KIRQL Irql;
  KeAcquireSpinLock(&g_Lock, &Irql);
  KeReleaseSpinLock(&g_Lock, Irql);
  return STATUS_NOINTERFACE;
}

static NTSTATUS NTAPI Detach(PVOID Context) { return STATUS_SUCCESS; }

static const NPI_CLIENT_CHARACTERISTICS g_FirstChars = {
    0, sizeof(g_FirstChars), AttachFirst, Detach, NULL, {0}};
static const NPI_CLIENT_CHARACTERISTICS g_SecondChars = {
    0, sizeof(g_SecondChars), AttachSecond, Detach, NULL, {0}};

static VOID Stop(HANDLE Client)
{
  if (NmrDeregisterClient(Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Client);
}

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT Driver)
{
  Stop(g_Second);
  Stop(g_First);
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  NTSTATUS Status = NmrRegisterClient(&g_FirstChars, NULL, &g_First);
  if (!NT_SUCCESS(Status))
    return Status;
  KeInitializeSpinLock(&g_Lock);
  Status = NmrRegisterClient(&g_SecondChars, NULL, &g_Second);
  if (!NT_SUCCESS(Status)) {
    Stop(g_First);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
