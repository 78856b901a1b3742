// Silent: a socket is closed through the provider's table, with as many parameters as the driver's own dispatch routine.
// RUN: %check_nmr %s

#include <wdk-mini.h>

#include <wsk.h>

typedef struct _SOCKET_OF_PEER SOCKET_OF_PEER;
typedef struct {
  NTSTATUS (*CloseSocket)(SOCKET_OF_PEER *Socket, PIRP Irp);
} SOCKET_DISPATCH;
struct _SOCKET_OF_PEER {
  const SOCKET_DISPATCH *Dispatch;
};

static const WSK_CLIENT_DISPATCH g_Dispatch = {MAKE_WSK_VERSION(1, 0)};
static WSK_CLIENT_NPI g_Npi = {NULL, &g_Dispatch};
static WSK_REGISTRATION g_Registration;
static SOCKET_OF_PEER *g_Socket;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Registration verified
// VERDICT: g_Registration verified

static NTSTATUS Write(PDEVICE_OBJECT Device, PIRP Irp) {
  WSK_PROVIDER_NPI Npi;
  NTSTATUS Status = WskCaptureProviderNPI(&g_Registration, 1000, &Npi);
  if (NT_SUCCESS(Status)) {
    g_Socket->Dispatch->CloseSocket(g_Socket, Irp);
    WskReleaseProviderNPI(&g_Registration);
  }
  return Status;
}

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Registration); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Write;
  Driver->DriverUnload = Unload;
  return WskRegister(&g_Npi, &g_Registration);
}
