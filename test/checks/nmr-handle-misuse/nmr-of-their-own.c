// A test double of the NMR is no driver: that its functions are called with any
// handle is their purpose.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

NTSTATUS NTAPI NmrDeregisterProvider(HANDLE Handle) { return STATUS_SUCCESS; }
