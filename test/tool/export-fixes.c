// --export-fixes writes the warning, its notes and its edit.
// RUN: rm -f %t.yaml
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --export-fixes=%t.yaml %s -- %flags | FileCheck %s
// RUN: FileCheck %s --check-prefix=YAML --input-file=%t.yaml

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  // CHECK: :[[@LINE+1]]:{{.*}}warning: {{.*}} [nmr-missing-wait]
  NmrDeregisterClient(g_Cli);
}
// YAML: DiagnosticName: nmr-missing-wait
// YAML: NmrWaitForClientDeregisterComplete(g_Cli)
// YAML: Notes:
// YAML: Level: Warning
