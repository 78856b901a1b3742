// A second file in the same process meets no state of the first, and both doors
// say the same twice.
// RUN: rm -rf %t && split-file %s %t
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t/a.c %t/b.c %t/a.c -- %flags > %t.1
// RUN: FileCheck %s < %t.1
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t/b.c -- %flags | count 0
// RUN: %nmr_scan %t/a.c %t/b.c -- %flags > %t.2 || true
// RUN: %nmr_scan %t/b.c %t/a.c -- %flags > %t.3 || true
// RUN: diff %t.2 %t.3
// CHECK: a.c:5:{{.*}} [nmr-missing-wait]
// CHECK-NOT: b.c:

//--- a.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_Cli);
}

//--- b.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Prv;
DRIVER_UNLOAD Unload2; VOID Unload2(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(g_Prv);
  NmrWaitForProviderDeregisterComplete(g_Prv);
}
