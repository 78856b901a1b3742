// An alert that was dismissed would come back when a line is added above it; or
// two alerts would be taken for one.
// RUN: rm -rf %t && split-file %s %t && cd %t && mkdir before after other
// RUN: cp driver.c before && cp driver.c other && echo '// one more line' > after/driver.c && cat driver.c >> after/driver.c
// RUN: sed 's/Unload(/Leave(/' driver.c > other/driver.c
// RUN: cd %t/before && %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o ../1 driver.c -- %flags
// RUN: cd %t/after && %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o ../2 driver.c -- %flags
// RUN: cd %t/other && %python %S/../Inputs/exit_code.py 1 %nmr_scan --format=sarif -o ../3 driver.c --unload-function=Leave -- %flags
// RUN: grep nmrFinding %t/1 > %t/1.prints
// RUN: grep nmrFinding %t/2 | diff %t/1.prints -
// RUN: not diff %t/1 %t/2
// RUN: grep nmrFinding %t/3 | not diff %t/1.prints -
// RUN: sort -u %t/1.prints | grep -c nmrFinding | FileCheck %s
//
// Three findings, two of which differ in nothing but the line.
// CHECK: {{^}}3{{$}}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE a, b;
DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (Driver->DeviceObject) {
    NmrDeregisterClient(a);
    return;
  }
  NmrDeregisterClient(a);
  NmrDeregisterClient(b);
}
