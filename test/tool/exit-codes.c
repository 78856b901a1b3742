// The exit codes of nmr-scan: 0 clean, 1 violation, 2 usage, 3 not analysed.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: %nmr_scan good.c -- %flags | FileCheck %s --check-prefix=GOOD
// RUN: not %nmr_scan bad.c -- %flags | FileCheck %s --check-prefix=BAD
// RUN: %nmr_scan --fail-on=none bad.c -- %flags
// RUN: %nmr_scan open.c -- %flags | FileCheck %s --check-prefix=OPEN
// RUN: not %nmr_scan --fail-on=inconclusive open.c -- %flags
// RUN: %nmr_scan nothing.c -- %flags | FileCheck %s --check-prefix=NOTHING
// RUN: not %nmr_scan absent.c -- %flags 2>&1 | FileCheck %s --check-prefix=ABSENT
// RUN: not %nmr_scan 2>&1 | FileCheck %s --check-prefix=USAGE
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan bad.c -- %flags
// RUN: %python %S/../Inputs/exit_code.py 2 %nmr_scan absent.c -- %flags
// RUN: %python %S/../Inputs/exit_code.py 3 %nmr_scan broken.c -- %flags
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan broken.c bad.c -- %flags
//
// GOOD: verified
// BAD: violation
// OPEN: inconclusive
// NOTHING: nothing to check: no registration in view
// ABSENT: absent.c
// USAGE: nothing to scan

//--- good.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g;
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g);
}
//--- bad.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g;
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g);
}
//--- open.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g; void Later(void);
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g);
  Later();
}
//--- nothing.c
int Answer(void) { return 42; }
//--- broken.c
int Answer(void) { return 42 }
