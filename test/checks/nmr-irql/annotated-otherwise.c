// A careless reader of annotations would take what is said of a parameter, of a branch, of the highest IRQL or of another function for the IRQL of this one.
// RUN: %check_nmr %s

#include <driverspecs.h>

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

// VERDICT: none

HANDLE g_Cli;

_IRQL_raises_(DISPATCH_LEVEL) KIRQL GateEnter(void);
void GateLeave(KIRQL Irql);

_When_(Fast, _IRQL_requires_(DISPATCH_LEVEL)) void Maybe(BOOLEAN Fast) {
  NmrWaitForClientDeregisterComplete(g_Cli);
}

_IRQL_requires_max_(DISPATCH_LEVEL) void AnyLevel(void) {
  NmrWaitForClientDeregisterComplete(g_Cli);
}

_IRQL_requires_(PASSIVE_LEVEL) void Passive(_In_ _IRQL_restores_ KIRQL Irql) {
  NmrWaitForClientDeregisterComplete(g_Cli);
}

_IRQL_requires_(DISPATCH_LEVEL) void Note(void) {}
#define ANNOTATED _IRQL_requires_(DISPATCH_LEVEL)
// _IRQL_requires_(DISPATCH_LEVEL)
void Plain(void) {
  KIRQL Irql = GateEnter();
  GateLeave(Irql);
  NmrWaitForClientDeregisterComplete(g_Cli);
}

_IRQL_requires_(DISPATCH_LEVEL) void Lowers(KIRQL Irql) {
  KeLowerIrql(Irql);
  NmrWaitForClientDeregisterComplete(g_Cli);
}

void Balanced(void) {
  KIRQL Irql;
  KeRaiseIrql(DISPATCH_LEVEL, &Irql);
  Note();
  KeLowerIrql(Irql);
  NmrWaitForClientDeregisterComplete(g_Cli);
}
