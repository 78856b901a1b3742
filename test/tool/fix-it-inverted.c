// A test that looks for the wrong answers is turned into one for STATUS_PENDING, and only where nothing else hangs on it.
// RUN: cp %s %t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags | FileCheck %s --check-prefix=APPLIED
// RUN: FileCheck %s --check-prefix=FIXED --input-file=%t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' %t.c -- %flags | FileCheck %s --check-prefix=LEFT
// APPLIED-COUNT-3: FIX-IT applied suggested code changes
// APPLIED-NOT: FIX-IT
// LEFT-COUNT-4: warning: {{.*}} [nmr-missing-wait]
// LEFT-NOT: warning:

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Stored, g_Direct, g_Kept, g_Logs, g_Else, g_Both, g_Late;
extern int g_Verbose;

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status, Other = 0;
  // FIXED: {{^ +}}Status = NmrDeregisterClient(g_Stored);
  // FIXED-NEXT: {{^ +}}if (Status == STATUS_PENDING) {
  Status = NmrDeregisterClient(g_Stored);
  if (!NT_SUCCESS(Status)) {
    NmrWaitForClientDeregisterComplete(g_Stored);
  }
  // FIXED: {{^ +}}if (NmrDeregisterClient(g_Direct) == STATUS_PENDING)
  if (!NT_SUCCESS(NmrDeregisterClient(g_Direct)))
    (void)NmrWaitForClientDeregisterComplete(g_Direct);
  // FIXED: {{^ +}}NTSTATUS Kept = NmrDeregisterProvider(g_Kept);
  // FIXED-NEXT: {{^ +}}if (Kept == STATUS_PENDING)
  NTSTATUS Kept = NmrDeregisterProvider(g_Kept);
  if (Kept == 0 || Kept == 0x102)
    Kept = NmrWaitForProviderDeregisterComplete(g_Kept);

  // What is said in the branch belongs to the failure.
  // FIXED: {{^ +}}if (!NT_SUCCESS(Status)) {
  // FIXED-NEXT: {{^ +}}DbgPrint
  Status = NmrDeregisterClient(g_Logs);
  if (!NT_SUCCESS(Status)) {
    DbgPrint("failed\n");
    NmrWaitForClientDeregisterComplete(g_Logs);
  }
  // The other branch would be taken otherwise, too.
  // FIXED: {{^ +}}if (!NT_SUCCESS(Status))
  // FIXED-NEXT: {{^ +}}NmrWaitForClientDeregisterComplete(g_Else);
  Status = NmrDeregisterClient(g_Else);
  if (!NT_SUCCESS(Status))
    NmrWaitForClientDeregisterComplete(g_Else);
  else
    DbgPrint("done\n");
  // Something else hangs on the condition.
  // FIXED: {{^ +}}if (Status < 0 && g_Verbose)
  Status = NmrDeregisterClient(g_Both);
  if (Status < 0 && g_Verbose)
    NmrWaitForClientDeregisterComplete(g_Both);
  // There is something in between, which may change the status.
  // FIXED: {{^ +}}if (!NT_SUCCESS(Status))
  Status = NmrDeregisterClient(g_Late);
  DbgPrint("%x\n", Other);
  if (!NT_SUCCESS(Status))
    NmrWaitForClientDeregisterComplete(g_Late);
}
