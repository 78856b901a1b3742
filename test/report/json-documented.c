// A program that reads the JSON would miss what its page promises.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: not %nmr_scan --format=json -o 1.json bad.c good.c open.c broken.c held.c -- %flags
// RUN: %nmr_scan --format=json -o 2.json --baseline=1.json bad.c good.c -- %flags
// RUN: not %nmr_scan --format=json -o 3.json --unit=one=bad.c --unit=two=good.c bad.c good.c -- %flags
// RUN: sed 's,(bad);,& // NOLINT: known,' bad.c > silenced.c && %nmr_scan --format=json -o 4.json silenced.c -- %flags
// RUN: %python %S/Inputs/check_json.py %source_dir/docs/report-json.md 1.json 2.json 3.json 4.json
// RUN: FileCheck %s < 1.json
//
// The state follows the calls, and the last step is where the image goes away.
// CHECK: "class": "V02"
// CHECK: "state": "live",
// CHECK-NEXT: "message": "the system calls 'UnloadBad'"
// CHECK: "state": "pending",
// CHECK-NEXT: "message": "'NmrDeregisterClient' returns STATUS_PENDING"
// CHECK: "state": "pending",
// CHECK-NEXT: "message": "'UnloadBad' returns here, and the driver's image is unmapped
// CHECK-NEXT: }
// CHECK-NEXT: ]
// What is held is no registration, and has findings.
// CHECK: "beside": [
// CHECK: "handle": "g_Lock",
// CHECK-NEXT: "side": "spin lock",
// CHECK-NEXT: "seenAs": "held",
// CHECK-NEXT: "verdict": "violation",
// CHECK: "class": "V09"

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
//--- held.c
#include <wdk-mini.h>
#include <netioddk.h>
KSPIN_LOCK g_Lock;
VOID Waits(HANDLE Reg) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  NmrDeregisterClient(Reg);
  NmrWaitForClientDeregisterComplete(Reg);
  KeReleaseSpinLock(&g_Lock, Old);
}
//--- broken.c
int Answer(void) { return 42 }
