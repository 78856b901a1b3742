// V09: an author would believe that only registering needs PASSIVE_LEVEL. Attaching
// does, too; to complete a detachment does not.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static KSPIN_LOCK g_Lock;
static HANDLE g_Binding;
static PVOID g_Provider;
static const VOID *g_Dispatch;

NTSTATUS Attach(HANDLE Binding, PVOID Context,
                PNPI_REGISTRATION_INSTANCE Provider) {
  KIRQL Old;
  NTSTATUS Status;
  KeAcquireSpinLock(&g_Lock, &Old);
  Status = NmrClientAttachProvider(Binding, NULL, NULL, &g_Provider, &g_Dispatch);
  // WARN@-1: 'NmrClientAttachProvider' is called at DISPATCH_LEVEL, with spin lock 'g_Lock' held; PASSIVE_LEVEL is the highest that it allows [nmr-irql]
  KeReleaseSpinLock(&g_Lock, Old);
  return Status;
}

void Drained(void) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  NmrClientDetachProviderComplete(g_Binding);
  KeReleaseSpinLock(&g_Lock, Old);
}

void Stop(HANDLE Reg) {
  if (NmrDeregisterClient(Reg) == STATUS_PENDING) // VERDICT: Reg verified
    NmrWaitForClientDeregisterComplete(Reg);
}
