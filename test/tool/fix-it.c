// The check offers the missing wait as an edit; what it leaves is right.
// RUN: cp %s %t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags | FileCheck %s --check-prefix=APPLIED
// RUN: FileCheck %s --check-prefix=FIXED --input-file=%t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t.c -- %flags | count 0
// RUN: %nmr_scan %t.c -- %flags | FileCheck %s --check-prefix=VERIFIED

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli, g_Prv, g_Both[2];

DRIVER_UNLOAD Unload;

// APPLIED-COUNT-3: FIX-IT applied suggested code changes
// VERIFIED: 3 verified, 0 violations, 0 inconclusive
VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  // FIXED: if (NmrDeregisterClient(g_Cli) == STATUS_PENDING) {
  // FIXED-NEXT: NmrWaitForClientDeregisterComplete(g_Cli);
  // FIXED-NEXT: }
  NmrDeregisterClient(g_Cli);
  // FIXED: Status = NmrDeregisterProvider(g_Prv);
  // FIXED-NEXT: if (Status == STATUS_PENDING) {
  // FIXED-NEXT: NmrWaitForProviderDeregisterComplete(g_Prv);
  // FIXED-NEXT: }
  Status = NmrDeregisterProvider(g_Prv);
  DbgPrint("%x\n", Status);
  if (Driver->DeviceObject) {
    // FIXED: if (NmrDeregisterClient(g_Both[1]) == STATUS_PENDING) {
    // FIXED-NEXT: NmrWaitForClientDeregisterComplete(g_Both[1]);
    // FIXED-NEXT: }
    (void)NmrDeregisterClient(g_Both[1]);
  }
}
