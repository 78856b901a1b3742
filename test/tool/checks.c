// Which checks run can be said on the command line and in nmr-scan.yaml, in clang-tidy's form; nobody gets advice by a
// pattern, and advice is no violation.
// RUN: %nmr_scan %s -- %flags | FileCheck %s --check-prefix=SILENT
// RUN: %nmr_scan --checks='nmr-*' %s -- %flags | FileCheck %s --check-prefix=SILENT
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %s -- %flags | count 0
// SILENT-NOT: warning:
//
// RUN: %nmr_scan --checks=nmr-unconditional-wait %s -- %flags | FileCheck %s
// RUN: %nmr_scan --checks='-*,nmr-unconditional-wait' %s -- %flags | FileCheck %s
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*,nmr-unconditional-wait' %s -- %flags | FileCheck %s --check-prefix=TIDY
// RUN: echo "checks: 'nmr-unconditional-wait'" > %t.yaml
// RUN: %nmr_scan --config=%t.yaml %s -- %flags | FileCheck %s
// RUN: %nmr_scan --config=%t.yaml --checks=-nmr-unconditional-wait %s -- %flags | FileCheck %s --check-prefix=SILENT
// CHECK: 1 registration: 1 verified, 0 violations, 0 inconclusive
// CHECK: warning: {{.*}} [nmr-unconditional-wait]
// TIDY: warning: {{.*}} [nmr-unconditional-wait]
//
// A note for code scanning, and no reason to fail.
// RUN: %nmr_scan --checks=nmr-unconditional-wait --format=sarif -o %t.sarif %s -- %flags
// RUN: FileCheck %s --check-prefix=SARIF --input-file=%t.sarif
// SARIF: "ruleId": "nmr-unconditional-wait"
// SARIF: "level": "note"
//
// A check that is taken away says nothing, and the verdict says that.
// RUN: not %nmr_scan %s -- -DNO_WAIT %flags | FileCheck %s --check-prefix=BAD
// BAD: [nmr-missing-wait]
// RUN: %nmr_scan --checks=-nmr-missing-wait %s -- -DNO_WAIT %flags | FileCheck %s --check-prefix=AWAY
// AWAY: 0 verified, 0 violations, 1 inconclusive
// AWAY-NOT: warning:
//
// RUN: not %nmr_scan --checks=nmr-typo %s -- %flags 2>&1 | FileCheck %s --check-prefix=TYPO
// TYPO: error: --checks: there is no check 'nmr-typo': there are nmr-missing-wait, {{.*}}nmr-unconditional-wait
// RUN: echo "checks: nmr-typo" > %t.yaml
// RUN: not %nmr_scan --config=%t.yaml %s -- %flags 2>&1 | FileCheck %s --check-prefix=YAML
// YAML: yaml:1:1: there is no check 'nmr-typo': there are nmr-missing-wait

#include <wdk-mini.h>
#include <netioddk.h>

static HANDLE g_Client;
static const NPI_CLIENT_CHARACTERISTICS g_Chars;

DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT Driver)
{
  NTSTATUS Status = NmrDeregisterClient(g_Client);
#ifndef NO_WAIT
  if (NT_SUCCESS(Status))
    NmrWaitForClientDeregisterComplete(g_Client);
#endif
}

DRIVER_INITIALIZE DriverEntry;
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Client);
}
