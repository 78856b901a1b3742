// The page would not render, its filters would not work, or the drawing, the
// list and the source would not agree.
// REQUIRES: chromium
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=json -o page.json --format=html -o page.html driver.c stop.c broken.c -- %flags
// RUN: FileCheck %s < page.json
// RUN: %browser_python %S/Inputs/check_html.py page.html page.json
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=html -o known.html --format=json -o known.json --baseline=page.json driver.c stop.c new.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py known.html known.json
// RUN: %nmr_scan --format=html -o nothing.html --format=json -o nothing.json nothing.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py nothing.html nothing.json
// RUN: not %nmr_scan --format=html -o units.html --format=json -o units.json --unit=a=driver.c,stop.c --unit=b=new.c,broken.c driver.c stop.c new.c broken.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py units.html units.json
//
// CHECK: "counts": {
// CHECK-NEXT: "registrations": 3
// CHECK-NEXT: "verified": 1
// CHECK-NEXT: "violation": 1
// CHECK-NEXT: "inconclusive": 1
// CHECK-NEXT: "findings": 1

//--- driver.c
#include "driver.h"
static NPI_CLIENT_CHARACTERISTICS c;
static NPI_PROVIDER_CHARACTERISTICS p;
static BOOLEAN HasBad, HasGood;
HANDLE bad, open;
static HANDLE good;
static void StopGood(void) {
  if (NmrDeregisterClient(good) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(good);
}
DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (HasBad)
    StopBad();
  if (HasGood)
    StopGood();
  Later();
}
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HasBad = NT_SUCCESS(NmrRegisterClient(&c, 0, &bad));
  HasGood = NT_SUCCESS(NmrRegisterClient(&c, 0, &good));
  NmrRegisterProvider(&p, 0, &open);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
//--- stop.c
#include "driver.h"
void StopBad(void) {
  NmrDeregisterClient(bad);
  NmrDeregisterClient(bad);
}
//--- driver.h
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE bad, open;
void StopBad(void), Later(void);
//--- new.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE fresh;
DRIVER_UNLOAD UnloadNew; VOID UnloadNew(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(fresh);
}
//--- broken.c
int Answer(void) { return 42 }
//--- nothing.c
int Nothing(void) { return 0; }
