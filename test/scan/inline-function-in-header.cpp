// An inline function that two files bring along is one function.
// RUN: %check_nmr %s

//--- stop.h
#include <wdk-mini.h>
#include <netioddk.h>
#pragma once
inline void stop(HANDLE &H) {
  if (H && NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
  H = nullptr;
}

//--- net.cpp
#include "stop.h"
static NPI_CLIENT_CHARACTERISTICS g_CC;
HANDLE g_Cli;
// VERDICT: g_Cli verified
NTSTATUS netStart() {
  stop(g_Cli);
  return NmrRegisterClient(&g_CC, nullptr, &g_Cli);
}

//--- driver.cpp
#include "stop.h"
extern HANDLE g_Cli;
NTSTATUS netStart();
extern "C" VOID Unload(PDRIVER_OBJECT Driver) { stop(g_Cli); }
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return netStart();
}
