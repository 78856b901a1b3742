// Methods, references and a class that holds the handle.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle verified

static NPI_CLIENT_CHARACTERISTICS g_CC;

class Client {
  HANDLE Handle = nullptr;

public:
  NTSTATUS start() { return NmrRegisterClient(&g_CC, this, &Handle); }
  NTSTATUS beginStop() { return NmrDeregisterClient(Handle); }
  void endStop() { NmrWaitForClientDeregisterComplete(Handle); }
};

static Client g_Client;

static void stop(Client &C) {
  if (C.beginStop() == STATUS_PENDING)
    C.endStop();
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { stop(g_Client); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return g_Client.start();
}
