// A call on a handle of the other kind becomes its counterpart's; one that a
// macro wrote is left alone, for other places may use it.
// RUN: cp %s %t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags | FileCheck %s --check-prefix=APPLIED
// RUN: FileCheck %s --check-prefix=FIXED --input-file=%t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t.c -- %flags | count 0
// RUN: %nmr_scan %t.c -- %flags | FileCheck %s --check-prefix=VERIFIED
// RUN: not %nmr_scan --format=sarif -o %t.sarif %s -- %flags
// RUN: FileCheck %s --check-prefix=SARIF --input-file=%t.sarif
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags -DMACRO | FileCheck %s --check-prefix=MACRO --implicit-check-not=FIX-IT

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

// APPLIED-COUNT-1: FIX-IT applied suggested code changes
// VERIFIED: 1 verified, 0 violations, 0 inconclusive
// SARIF: "text": "NmrWaitForClientDeregisterComplete"
// MACRO: warning: {{.*}}, the handle of a client registration
VOID Unload(PDRIVER_OBJECT Driver) {
#ifdef MACRO
#define STOP NmrDeregisterProvider
  STOP(g_Cli);
#else
  NmrDeregisterClient(g_Cli);
#endif
  // FIXED: {{^}}  NmrWaitForClientDeregisterComplete(g_Cli);
  NmrWaitForProviderDeregisterComplete(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &g_Cli);
  if (NT_SUCCESS(Status))
    Driver->DriverUnload = Unload;
  return Status;
}
