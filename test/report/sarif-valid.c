// Code scanning would refuse the file, or show its alerts in the wrong places or
// in other words than clang-tidy. The names need encoding, and a line holds
// characters of more than one byte before the call.
// RUN: rm -rf %t && split-file %s %t && cd %t && mkdir 'a b' && cp bad.c 'a b/c#%%d.c'
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o 1.sarif --format=text -o 1.txt bad.c -- %flags
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema 1.sarif 1.txt
// RUN: grep -c warning: 1.txt | FileCheck %s --check-prefix=TWO
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o 2.sarif 'a b/c#%%d.c' -- %flags
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema 2.sarif
// RUN: FileCheck %s --check-prefix=URI < 2.sarif
// RUN: %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o 3.sarif --sarif-kinds=all broken.c bad.c good.c open.c -- %flags
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema 3.sarif
// RUN: FileCheck %s --check-prefix=BROKEN < 3.sarif
// RUN: %nmr_scan --format=sarif nothing.c -- %flags > 4.sarif
// RUN: %schema_python %S/Inputs/check_sarif.py %sarif_schema 4.sarif
// RUN: FileCheck %s --check-prefix=NOTHING < 4.sarif
//
// TWO: {{^}}2{{$}}
// URI: "uri": "a%20b/c%23%25d.c"
// BROKEN: "executionSuccessful": false
// BROKEN: "toolExecutionNotifications": [
// BROKEN: "level": "error"
// BROKEN: "text": "not analysed: broken.c: broken.c:1:29: expected ';' after return statement"
// BROKEN: "uri": "broken.c"
// NOTHING: "executionSuccessful": true
// NOTHING: "results": []

//--- bad.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS c;
static HANDLE g;
DRIVER_UNLOAD Unload;
static VOID Stop(void) {
  /* wählt „pending“ */ NmrDeregisterClient(g);
}
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
//--- nothing.c
int Answer(void) { return 42; }
//--- broken.c
int Answer(void) { return 42 }
