// Another file may well call the second wrapper after the first.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle inconclusive

NTSTATUS ClientDeregister(HANDLE Handle) { return NmrDeregisterClient(Handle); }

NTSTATUS ClientWait(HANDLE Handle) {
  return NmrWaitForClientDeregisterComplete(Handle);
}
