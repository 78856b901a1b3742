// A report would go to the wrong place, or a broken one would take the place of
// a good one.
// RUN: rm -rf %t && split-file %s %t && cd %t && mkdir folder
// RUN: not %nmr_scan --format=sarif -o a.sarif --format=html -o a.html --format=json driver.c -- %flags > a.json
// RUN: grep -l '"runs"' a.sarif && grep -l '<!DOCTYPE html>' a.html && grep -l '"registrations"' a.json
// RUN: not %nmr_scan -o b.sarif -o b.html -o b.json -o b.txt driver.c -- %flags | count 0
// RUN: diff a.sarif b.sarif && diff a.html b.html && diff a.json b.json
// RUN: not %nmr_scan driver.c -- %flags | diff b.txt -
// RUN: not %nmr_scan -o c.txt --format=json driver.c -- %flags | count 0
// RUN: diff a.json c.txt
// RUN: not %nmr_scan --format=json -o - driver.c -- %flags | diff a.json -
// A file is replaced through its link, as a whole, and nothing is left beside it.
// RUN: ln -s ../b.txt folder/link && echo old > b.txt && not %nmr_scan -o folder/link driver.c -- %flags
// RUN: not %nmr_scan driver.c -- %flags | diff b.txt -
// RUN: ls folder | FileCheck %s --check-prefix=FOLDER
//
// RUN: %python %S/../Inputs/exit_code.py 2 %nmr_scan --format=json --format=html driver.c -- %flags
// RUN: not %nmr_scan --format=json --format=html driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=STDOUT
// RUN: not %nmr_scan -o x.json -o x.json driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=SAME
// RUN: %python %S/../Inputs/exit_code.py 2 %nmr_scan -o none/x.json driver.c -- %flags
// RUN: not %nmr_scan -o none/x.json driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not %nmr_scan -o folder driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=ISFOLDER
// RUN: %python %S/../Inputs/exit_code.py 2 %nmr_scan -o /dev/full driver.c -- %flags
// RUN: not %nmr_scan -o /dev/full driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=FULL
// RUN: not %nmr_scan --print=summary -o x driver.c -- %flags 2>&1 | FileCheck %s --check-prefix=SUMMARY
//
// FOLDER: {{^}}link{{$}}
// FOLDER-NOT: {{.}}
// STDOUT: error: two reports on stdout: give each --format its own -o
// SAME: error: two reports in 'x.json'
// NONE: error: cannot write 'none/x.json': there is no folder 'none'
// ISFOLDER: error: cannot write 'folder': it is a folder
// FULL: error: cannot write '/dev/full': No space left on device
// SUMMARY: error: --print=summary prints no verdicts

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g;
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g);
}
