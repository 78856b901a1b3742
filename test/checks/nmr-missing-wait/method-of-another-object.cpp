// A driver author would believe that every object's endStop waits for all.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle violation

static NPI_CLIENT_CHARACTERISTICS g_CC;

class Client {
  HANDLE Handle = nullptr;

public:
  NTSTATUS start() { return NmrRegisterClient(&g_CC, this, &Handle); }
  NTSTATUS beginStop() { return NmrDeregisterClient(Handle); } // WARN: Handle [nmr-missing-wait]
  void endStop() {
    if (Handle)
      NmrWaitForClientDeregisterComplete(Handle);
  }
};

static Client g_Client, g_Spare;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Client.beginStop() == STATUS_PENDING)
    g_Spare.endStop();
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return g_Client.start();
}
