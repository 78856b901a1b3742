// What is known and accepted would fail every run; or what is new would pass.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: not %nmr_scan --format=sarif -o old.sarif --format=json -o old.json one.c -- %flags
// RUN: %nmr_scan --baseline=old.sarif one.c -- %flags > sarif.txt
// RUN: %nmr_scan --baseline=old.json one.c -- %flags | diff sarif.txt -
// RUN: FileCheck %s --check-prefix=KNOWN < sarif.txt
// RUN: not %nmr_scan --baseline=old.json one.c two.c -- %flags | FileCheck %s --check-prefix=NEW
// RUN: not %nmr_scan --baseline=old.json --format=sarif -o new.sarif one.c two.c -- %flags
// RUN: grep baselineState new.sarif | FileCheck %s --check-prefix=STATE
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema new.sarif
// RUN: not grep baselineState old.sarif
// What was known stays so in the report of a run that had a baseline.
// RUN: %nmr_scan --baseline=new.sarif one.c two.c -- %flags
//
// An inconclusive verdict is known too, once it was reported.
// RUN: not %nmr_scan --fail-on=inconclusive --format=json -o open.json open.c -- %flags
// RUN: %nmr_scan --fail-on=inconclusive --baseline=open.json open.c -- %flags
// RUN: not %nmr_scan --fail-on=inconclusive --baseline=old.json open.c -- %flags
//
// RUN: %python %S/../Inputs/exit_code.py 2 %nmr_scan --baseline=absent.json one.c -- %flags
// RUN: not %nmr_scan --baseline=absent.json one.c -- %flags 2>&1 | FileCheck %s --check-prefix=ABSENT
// RUN: not %nmr_scan --baseline=one.c one.c -- %flags 2>&1 | FileCheck %s --check-prefix=NOJSON
// RUN: echo '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}}]}' > other.sarif
// RUN: not %nmr_scan --baseline=other.sarif one.c -- %flags 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: sed 's/"version": 1,/"version": 2,/' old.json > foreign.json
// RUN: not %nmr_scan --baseline=foreign.json one.c -- %flags 2>&1 | FileCheck %s --check-prefix=FOREIGN
//
// KNOWN: one.c:5:{{.*}} violation registered out of view; nmr-missing-wait; in the baseline
// KNOWN: 1 registration: 0 verified, 1 violation, 0 inconclusive
// KNOWN-NEXT: in the baseline, and not shown: 1 finding
// KNOWN-NOT: warning:
// NEW: 2 registrations: 0 verified, 2 violations
// NEW-NEXT: in the baseline, and not shown: 1 finding
// NEW-NOT: one.c:{{.*}}warning:
// NEW: two.c:5:{{[0-9]+}}: warning:
// STATE: "unchanged"
// STATE-NEXT: "new"
// ABSENT: error: the baseline 'absent.json' can't be read
// NOJSON: error: the baseline 'one.c' is no JSON
// OTHER: error: the baseline 'other.sarif' is no report of nmr-scan
// FOREIGN: error: the baseline 'foreign.json' was written by another version

//--- one.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE one;
DRIVER_UNLOAD UnloadOne; VOID UnloadOne(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(one);
}
//--- two.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE two;
DRIVER_UNLOAD UnloadTwo; VOID UnloadTwo(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(two);
}
//--- open.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE open; void Later(void);
DRIVER_UNLOAD UnloadOpen; VOID UnloadOpen(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(open);
  Later();
}
