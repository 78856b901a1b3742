// A driver author whose handles are members would be told that nobody stops them
// (I14).
// RUN: %check_nmr %s

//--- reg.h
#include <wdk-mini.h>
#include <netioddk.h>
#pragma once
class Reg {
  HANDLE Handle = nullptr;

public:
  Reg() = default;
  Reg(const Reg &) = delete;
  ~Reg();
  NTSTATUS start(NPI_CLIENT_CHARACTERISTICS &C) {
    return NmrRegisterClient(&C, nullptr, &Handle);
    // VERDICT: Handle verified
  }
};
struct Device {
  Reg Client;
};
NTSTATUS startDevice(Device *D);
void stopDevice(Device *D);

//--- reg.cpp
#include "reg.h"
Reg::~Reg() {
  if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

//--- device.cpp
#include "reg.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
NTSTATUS startDevice(Device *D) { return D->Client.start(g_CC); }
void stopDevice(Device *D) { D->~Device(); }

//--- driver.cpp
#include "reg.h"
#include <wdk-mini.h>
inline void *operator new(decltype(sizeof 0), void *Where) { return Where; }
alignas(Device) static char g_Storage[sizeof(Device)];
static Device *g_Device;
extern "C" VOID Unload(PDRIVER_OBJECT Driver) { stopDevice(g_Device); }
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Device = new (g_Storage) Device();
  NTSTATUS Status = startDevice(g_Device);
  if (!NT_SUCCESS(Status)) {
    stopDevice(g_Device);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
