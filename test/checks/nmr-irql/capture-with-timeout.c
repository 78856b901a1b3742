// V09: an author would believe that a capture may be made at any level. It may if it
// does not wait.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>
#include <wsk.h>

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
static WSK_PROVIDER_NPI g_Provider;
static KSPIN_LOCK g_Lock;

static void Capture(ULONG Timeout) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  // VERDICT: g_Wsk verified
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, Timeout, &g_Provider)))
    WskReleaseProviderNPI(&g_Wsk);
  // WARN@-2: 'WskCaptureProviderNPI' is called at DISPATCH_LEVEL, with spin lock 'g_Lock' held; PASSIVE_LEVEL is the highest that it allows [nmr-irql]
  KeReleaseSpinLock(&g_Lock, Old);
}

static void TryToCapture(void) {
  KIRQL Old;
  KeAcquireSpinLock(&g_Lock, &Old);
  // VERDICT: g_Wsk verified
  if (NT_SUCCESS(WskCaptureProviderNPI(&g_Wsk, WSK_NO_WAIT, &g_Provider)))
    WskReleaseProviderNPI(&g_Wsk);
  KeReleaseSpinLock(&g_Lock, Old);
}

VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk); // VERDICT: g_Wsk verified
  if (NT_SUCCESS(Status)) {
    Driver->DriverUnload = Unload;
    TryToCapture();
    Capture(1000);
  }
  return Status;
}
