// Every verified registration would be an alert, or none could be told from one
// that was given up.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: not %nmr_scan --format=sarif bad.c good.c open.c -- %flags > violations
// RUN: not %nmr_scan --format=sarif --sarif-kinds=violations bad.c good.c open.c -- %flags | diff violations -
// RUN: grep '"kind": "[a-z]*",' violations | FileCheck %s --check-prefix=VIOLATIONS
// RUN: not %nmr_scan --format=sarif --sarif-kinds=all bad.c good.c open.c -- %flags > all
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema all
// RUN: FileCheck %s --check-prefix=ALL --implicit-check-not='"kind": "pass"' --implicit-check-not='"kind": "open"' --implicit-check-not='"kind": "fail"' < all
//
// VIOLATIONS: fail
// VIOLATIONS-NOT: {{pass|open|fail}}
// ALL: "kind": "fail"
// ALL-NEXT: "level": "error"
// ALL: "nmrFinding/v1":
// ALL: "kind": "pass"
// ALL-NEXT: "level": "none"
// ALL: "text": "client registration 'good' is verified: registered out of view"
// ALL: "nmrVerdict/v1":
// ALL: "kind": "open"
// ALL-NEXT: "level": "none"
// ALL: "text": "client registration 'open' is inconclusive: registered out of view; {{.*}}'Later'

//--- bad.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE bad;
DRIVER_UNLOAD UnloadBad; VOID UnloadBad(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(bad);
}
//--- good.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE good;
DRIVER_UNLOAD UnloadGood; VOID UnloadGood(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(good) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(good);
}
//--- open.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE open; void Later(void);
DRIVER_UNLOAD UnloadOpen; VOID UnloadOpen(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(open);
  Later();
}
