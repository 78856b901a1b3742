// V06: a driver author would believe that the NMR needs no handle to end a
// registration.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;


// VERDICT: H violation

static NTSTATUS Start(void) {
  HANDLE H;
  return NmrRegisterClient(&g_CC, NULL, &H); // WARN: the handle of client registration 'H' is lost while the registration is live [nmr-missing-deregister]
}

VOID Unload(PDRIVER_OBJECT Driver) {}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return Start();
}
