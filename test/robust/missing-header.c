// A header that is not there is told of, not passed over.
// RUN: %python %S/../Inputs/exit_code.py 3 %nmr_scan %s -- %flags
// RUN: not %nmr_scan %s -- %flags | FileCheck %s
// RUN: not %clang_tidy --quiet --config={} --checks='-*,nmr-*' %s -- %flags | FileCheck %s --check-prefix=TIDY
// CHECK: not analysed: {{.*}}missing-header.c: {{.*}}'no-such-header.h' file not found
// TIDY: error: 'no-such-header.h' file not found [clang-diagnostic-error]
// TIDY-NOT: [nmr-

#include <wdk-mini.h>
#include <netioddk.h>
#include "no-such-header.h"

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) { NmrDeregisterClient(g_Cli); }
