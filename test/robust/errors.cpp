// A unit that does not compile is no crash and no verdict.
// RUN: %python %S/../Inputs/exit_code.py 3 %nmr_scan %s -- %flags
// RUN: not %nmr_scan %s -- %flags | FileCheck %s
// RUN: not %clang_tidy --quiet --config={} --checks='-*,nmr-*' %s -- %flags | FileCheck %s --check-prefix=TIDY
// CHECK: not analysed: {{.*}}errors.cpp: {{.*}}errors.cpp:[[@LINE+12]]:{{.*}}unknown type name 'Whatever'
// TIDY: error: unknown type name 'Whatever'
// TIDY-NOT: [nmr-

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

struct Incomplete;
Whatever g_What;
template <typename T> struct Broken { T t; int n = t.none(; };

VOID Unload(PDRIVER_OBJECT Driver) {
  Broken<Incomplete> B;
  NmrDeregisterClient(g_Cli;
  if (NmrDeregisterClient(g_Cli) == ) {
