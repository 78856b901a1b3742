// nmr-tidy is clang-tidy: it holds the stock checks as well, and takes the same
// command line.
// RUN: %nmr_tidy --checks='-*,nmr-*,bugprone-*' --list-checks | FileCheck %s --check-prefix=LIST
// RUN: %nmr_tidy --quiet --config={} --checks='-*,nmr-*,bugprone-suspicious-semicolon' %s -- %flags | FileCheck %s
// RUN: %nmr_tidy --version | FileCheck %s --check-prefix=VERSION
// LIST: bugprone-suspicious-semicolon
// LIST: nmr-missing-wait
// VERSION: LLVM version

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  // CHECK-DAG: :[[@LINE+1]]:{{.*}} [nmr-missing-wait]
  NmrDeregisterClient(g_Cli);
  // CHECK-DAG: :[[@LINE+1]]:{{.*}} [bugprone-suspicious-semicolon]
  if (Driver->DeviceObject);
    IoDeleteDevice(Driver->DeviceObject);
}
