// I18: a registration outside DriverEntry that is complete before the function
// returns.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: H verified

static NPI_CLIENT_CHARACTERISTICS g_CC;

VOID Probe(VOID) {
  HANDLE H;
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &H))) {
    if (NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
  }
}
