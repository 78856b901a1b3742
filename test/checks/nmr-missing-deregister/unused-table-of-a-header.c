// V01: the header of a library has a table that nobody uses here. Its routine
// ends the registration, but nobody has its address.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Handle;

// VERDICT: g_Handle violation

static NTSTATUS Closing(PVOID Context) {
  if (NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
  return STATUS_SUCCESS;
}

static const NPI_PROVIDER_CHARACTERISTICS OfTheLibrary = {
    .ProviderDetachClient = Closing};

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Handle);
  // WARN@-1: client registration 'g_Handle' may still be live when the driver is unloaded [nmr-missing-deregister]
}
