// A driver author would silence a warning in one tool, and still get it from the
// other.
// RUN: %check_nmr %s

//--- silenced.h
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_H;
#define STOP(H) NmrDeregisterClient(H)
static __inline void InHeader(void) {
  NmrDeregisterClient(g_H); // NOLINT(nmr-missing-wait): a header's comment counts
}

//--- same-line.c
#include "silenced.h"
DRIVER_UNLOAD A; VOID A(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); // NOLINT
}
DRIVER_UNLOAD B; VOID B(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); /* NOLINT(nmr-*,bugprone-*) */
}
DRIVER_UNLOAD C; VOID C(PDRIVER_OBJECT Driver) {
  STOP(g_H); // NOLINT( bugprone-branch-clone , *-wait )
}
DRIVER_UNLOAD D; VOID D(PDRIVER_OBJECT Driver) { InHeader(); }
// VERDICT: g_H violation: suppressed
// VERDICT: g_H violation: suppressed
// VERDICT: g_H violation: suppressed
// VERDICT: g_H violation: suppressed

//--- next-line.c
#include "silenced.h"
DRIVER_UNLOAD E; VOID E(PDRIVER_OBJECT Driver) {
  // NOLINTNEXTLINE(nmr-missing-wait)
  NmrDeregisterClient(g_H);
}
// VERDICT: g_H violation: suppressed

//--- block.c
#include "silenced.h"
// NOLINTBEGIN(nmr-missing-wait, nmr-handle-misuse)
DRIVER_UNLOAD F; VOID F(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H);
}
// NOLINTBEGIN
DRIVER_UNLOAD G; VOID G(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H);
}
// NOLINTEND
// NOLINTEND(nmr-missing-wait,nmr-handle-misuse)
// VERDICT: g_H violation: suppressed
// VERDICT: g_H violation: suppressed

//--- not-silenced.c
#include "silenced.h"
DRIVER_UNLOAD H; VOID H(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); // NOLINT(nmr-missing-deregister) // WARN: g_H [nmr-missing-wait]
}
DRIVER_UNLOAD I; VOID I(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); // NOLINT() // WARN: g_H [nmr-missing-wait]
}
DRIVER_UNLOAD J; VOID J(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); // NOLINTLATER // WARN: g_H [nmr-missing-wait]
}
DRIVER_UNLOAD K; VOID K(PDRIVER_OBJECT Driver) {
  // NOLINT
  // NOLINTNEXTLINE
  //
  NmrDeregisterClient(g_H); // WARN: g_H [nmr-missing-wait]
}
DRIVER_UNLOAD L; VOID L(PDRIVER_OBJECT Driver) {
  NmrDeregisterClient(g_H); // NOLINT(nmr-missing) // WARN: g_H [nmr-missing-wait]
}
// VERDICT: g_H violation: nmr-missing-wait
// VERDICT: g_H violation: nmr-missing-wait
// VERDICT: g_H violation: nmr-missing-wait
// VERDICT: g_H violation: nmr-missing-wait
// VERDICT: g_H violation: nmr-missing-wait
