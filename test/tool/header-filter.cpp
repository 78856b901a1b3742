// A warning in a header is shown if --header-filter asks for it, or if its path
// leads through the main file.
// RUN: rm -rf %t && split-file %s %t
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --header-filter=none %t/apart.cpp -- %flags | count 0
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --header-filter='.*' %t/apart.cpp -- %flags | FileCheck %s
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --header-filter=none %t/driver.cpp -- %flags | FileCheck %s
// CHECK: stop.h:4:{{.*}} [nmr-missing-wait]

//--- stop.h
#pragma once
extern HANDLE g_Cli;
inline void stop() {
  NmrDeregisterClient(g_Cli);
}
#ifdef WHOLE
extern "C" DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver) { stop(); }
#endif

//--- apart.cpp
#include <wdk-mini.h>
#include <netioddk.h>
#define WHOLE
#include "stop.h"

//--- driver.cpp
#include <wdk-mini.h>
#include <netioddk.h>
#include "stop.h"

extern "C" DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver) { stop(); }
