// V05 in a helper: the wait between the two is right.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle violation

VOID Stop(HANDLE Handle) {
  if (!NT_SUCCESS(NmrDeregisterClient(Handle)))
    return;
  NmrWaitForClientDeregisterComplete(Handle);
  NmrDeregisterClient(Handle); // WARN: whose deregistration was already started on this path [nmr-handle-misuse]
}
