// A driver author would believe that a subcomponent may forget what it has
// begun to stop.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: H violation

static NPI_CLIENT_CHARACTERISTICS g_CC;

VOID Probe(VOID) {
  HANDLE H;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &H)))
    NmrDeregisterClient(H); // WARN: H [nmr-missing-wait]
}
