// A comment stays with the call that it is about, not behind the wait; what follows on the line follows the wait.
// RUN: cp %s %t.c
// RUN: %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags | FileCheck %s --check-prefix=APPLIED
// RUN: FileCheck %s --check-prefix=FIXED --input-file=%t.c
// RUN: %nmr_tidy --quiet --config={} --checks='-*,nmr-*' %t.c -- %flags | count 0
// RUN: sed 's/$/\r/' %s > %t.crlf.c && %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.crlf.c -- %flags > %t.out
// RUN: sed 's/$/\r/' %t.c | diff - %t.crlf.c

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_Cli, g_Prv, g_Two, g_Long, g_Split, g_Last, g_Third;

DRIVER_UNLOAD Unload;

// APPLIED-COUNT-7: FIX-IT applied suggested code changes
VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  // FIXED: {{^}}  if (NmrDeregisterClient(g_Cli) == STATUS_PENDING) { // alone
  // FIXED-NEXT: {{^}}    NmrWaitForClientDeregisterComplete(g_Cli);
  // FIXED-NEXT: {{^}}  }{{$}}
  NmrDeregisterClient(g_Cli); // alone
  // FIXED: {{^}}  Status = NmrDeregisterProvider(g_Prv); // stored
  // FIXED-NEXT: {{^}}  if (Status == STATUS_PENDING) {
  // FIXED-NEXT: {{^}}    NmrWaitForProviderDeregisterComplete(g_Prv);
  // FIXED-NEXT: {{^}}  }{{$}}
  Status = NmrDeregisterProvider(g_Prv); // stored
  // FIXED: {{^}}  Status = NmrDeregisterClient(g_Two); /* one */ /* two */
  // FIXED-NEXT: {{^}}  if (Status == STATUS_PENDING) {
  Status = NmrDeregisterClient(g_Two); /* one */ /* two */
  // FIXED: {{^}}  Status = NmrDeregisterClient(g_Long); /* a long
  // FIXED-NEXT: {{^}}    story */
  // FIXED-NEXT: {{^}}  if (Status == STATUS_PENDING) {
  Status = NmrDeregisterClient(g_Long); /* a long
    story */
  // FIXED: {{^}}  Status = NmrDeregisterClient(g_Split); // goes on \
  // FIXED-NEXT: {{^}}    here
  // FIXED-NEXT: {{^}}  if (Status == STATUS_PENDING) {
  Status = NmrDeregisterClient(g_Split); // goes on \
    here
  // FIXED: {{^}}  if (NmrDeregisterClient(g_Last) == STATUS_PENDING) { /* first */
  // FIXED-NEXT: {{^}}    NmrWaitForClientDeregisterComplete(g_Last);
  // FIXED-NEXT: {{^}}  } DbgPrint("stopped\n"); // said
  NmrDeregisterClient(g_Last); /* first */ DbgPrint("stopped\n"); // said
  // FIXED: {{^}}  if (NmrDeregisterClient(g_Third) == STATUS_PENDING) {
  // FIXED-NEXT: {{^}}    NmrWaitForClientDeregisterComplete(g_Third);
  // FIXED-NEXT: {{^}}  }{{$}}
  // FIXED-NEXT: {{^}}  // of the next line
  NmrDeregisterClient(g_Third);
  // of the next line
}
