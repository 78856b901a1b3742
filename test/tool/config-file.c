// A .clang-tidy file enables the checks and sets their options.
// RUN: rm -rf %t && split-file %s %t
// RUN: %clang_tidy --quiet %t/on/unit.c -- %flags | FileCheck %s
// RUN: %nmr_tidy --quiet %t/on/unit.c -- %flags | FileCheck %s
// RUN: cp %t/on/unit.c %t/elsewhere/unit.c
// RUN: %clang_tidy --quiet %t/elsewhere/unit.c -- %flags | count 0
// RUN: %nmr_tidy --quiet %t/elsewhere/unit.c -- %flags | count 0
// CHECK: unit.c:5:{{.*}} [nmr-missing-wait]

//--- on/.clang-tidy
Checks: '-*,nmr-*'
//--- elsewhere/.clang-tidy
Checks: '-*,nmr-*'
CheckOptions:
  nmr-missing-wait.WaitsElsewhere: true
//--- on/unit.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Cli;
VOID BeginStop(VOID) {
  NmrDeregisterClient(g_Cli);
}
