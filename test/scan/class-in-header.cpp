// A class whose methods are in a header and whose object is in another file.
// RUN: %check_nmr %s

//--- client.h
#include <wdk-mini.h>
#include <netioddk.h>
#pragma once
class Client {
  HANDLE Handle = nullptr;

public:
  NTSTATUS start(NPI_CLIENT_CHARACTERISTICS &C) {
    return NmrRegisterClient(&C, this, &Handle); // SCAN-WARN: Handle [nmr-missing-deregister]
    // VERDICT: Handle violation
  }
  void stop();
};
extern Client TheClient;

//--- client.cpp
#include "client.h"
Client TheClient;
void Client::stop() {
  if (NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

//--- driver.cpp
#include "client.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
static bool g_Started;
extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Started)
    TheClient.stop();
}
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return TheClient.start(g_CC);
}
