// The page would not render, its filters would not work, or the drawing, the
// list and the source would not agree.
// REQUIRES: chromium
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=json -o page.json --format=html -o page.html bad.c good.c open.c broken.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py page.html page.json
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=html -o known.html --format=json -o known.json --baseline=page.json bad.c new.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py known.html known.json
// RUN: %nmr_scan --format=html -o nothing.html --format=json -o nothing.json nothing.c -- %flags
// RUN: %browser_python %S/Inputs/check_html.py nothing.html nothing.json

//--- bad.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS c;
static HANDLE g;
DRIVER_UNLOAD Unload;
static VOID Stop(void) { NmrDeregisterClient(g); }
VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }
DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&c, 0, &g);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return Driver->DeviceObject ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
//--- good.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE good;
DRIVER_UNLOAD UnloadGood; VOID UnloadGood(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterProvider(good) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(good);
}
//--- open.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE open; void Later(void);
DRIVER_UNLOAD UnloadOpen; VOID UnloadOpen(PDRIVER_OBJECT Driver) {
  NmrDeregisterProvider(open);
  Later();
}
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
