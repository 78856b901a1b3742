// Two runs, or two orders of the sources, would give reports that differ; or a
// report would name folders of the machine.
// RUN: rm -rf %t && split-file %s %t && cd %t && mkdir 1 2
// RUN: not %nmr_scan -o 1/r.txt -o 1/r.json -o 1/r.html -o 1/r.sarif a.c b.c -- %flags
// RUN: not %nmr_scan -o 2/r.txt -o 2/r.json -o 2/r.html -o 2/r.sarif b.c a.c -- %flags
// RUN: diff -r 1 2
// RUN: not grep -r %t 1
// From summaries the reports are the same.
// RUN: %nmr_scan --print=summary a.c b.c -- %flags > all.nmrsum && mkdir 3
// RUN: not %nmr_scan -o 3/r.txt -o 3/r.json -o 3/r.html -o 3/r.sarif all.nmrsum
// RUN: diff -r 1 3

//--- a.c
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE a; void Stop(HANDLE);
DRIVER_UNLOAD Unload; VOID Unload(PDRIVER_OBJECT Driver) { Stop(a); }
//--- b.c
#include <wdk-mini.h>
#include <netioddk.h>
void Stop(HANDLE Handle) { NmrDeregisterClient(Handle); }
