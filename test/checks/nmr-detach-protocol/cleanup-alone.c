// Silent: a file that holds nothing but the cleanup routine.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: none

NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN CliCleanup;
VOID CliCleanup(PVOID P) { ExFreePool(P); }
