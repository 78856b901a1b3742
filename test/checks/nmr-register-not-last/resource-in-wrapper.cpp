// A2: initialised and used in functions of their own, in a member.
//
// RUN: %check_nmr %s nmr-* nmr-register-not-last

#include <ntddk.h>

#include <netioddk.h>

static HANDLE g_Client; // VERDICT: g_Client verified
struct State {
  ULONG Count;
  ERESOURCE Resource;
};
static State g_State;

static void use(ERESOURCE *Resource)
{
  ExAcquireResourceExclusiveLite(Resource, TRUE);
  ExReleaseResourceLite(Resource);
}

static void init() { ExInitializeResourceLite(&g_State.Resource); }

static NTSTATUS NTAPI Attach(HANDLE Binding, PVOID Context,
                             PNPI_REGISTRATION_INSTANCE Provider)
{
  use(&g_State.Resource);
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

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  NTSTATUS Status;
  Driver->DriverUnload = Unload;
  Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  // WARN@-1: client registration 'g_Client' comes before 'g_State.Resource' is set up [nmr-register-not-last]
  if (!NT_SUCCESS(Status))
    return Status;
  init();
  return STATUS_SUCCESS;
}
