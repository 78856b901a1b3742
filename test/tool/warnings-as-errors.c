// --warnings-as-errors makes a build fail.
// RUN: not %clang_tidy --quiet --config={} --checks='-*,nmr-*' --warnings-as-errors='nmr-*' %s -- %flags | FileCheck %s
// RUN: not %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --warnings-as-errors='nmr-*' %s -- %flags | FileCheck %s

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  // CHECK: :[[@LINE+1]]:{{.*}}error: {{.*}} [nmr-missing-wait,-warnings-as-errors]
  NmrDeregisterClient(g_Cli);
}
