// V09: a driver author would call a routine that is annotated for DISPATCH_LEVEL without a thought for what it calls.
// RUN: %check_nmr %s

#include <driverspecs.h>

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

// VERDICT: none

HANDLE g_Cli;

_IRQL_raises_(DISPATCH_LEVEL) KIRQL GateEnter(void);
void GateLeave(KIRQL Irql);

_IRQL_requires_(DISPATCH_LEVEL)
void OnTimeout(PVOID Context) {
  NmrWaitForClientDeregisterComplete(g_Cli); // WARN: 'NmrWaitForClientDeregisterComplete' is called at DISPATCH_LEVEL, as '_IRQL_requires_' says; APC_LEVEL is the highest that it allows [nmr-irql]
  // NOTE@-2: '_IRQL_requires_' says that the IRQL is DISPATCH_LEVEL
  // NOTE@-2: leave it to a work item or a thread
}

__attribute__((annotate("_IRQL_requires_min_(DISPATCH_LEVEL)"))) void OnTick(void) {
  NmrWaitForClientDeregisterComplete(g_Cli); // WARN: as '_IRQL_requires_min_' says; APC_LEVEL is the highest that it allows [nmr-irql]
}

void Through(void) {
  KIRQL Irql = GateEnter();
  NmrWaitForClientDeregisterComplete(g_Cli); // WARN: as '_IRQL_raises_' says; APC_LEVEL is the highest that it allows [nmr-irql]
  GateLeave(Irql);
}
