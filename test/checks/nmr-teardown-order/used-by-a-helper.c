// V18: a driver author would see no use in the routine itself: it is two calls away.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

// VERDICT: g_Prv violation

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

static ERESOURCE g_Lock;
static HANDLE g_Prv;

static void Remove(ERESOURCE *Lock) {
  ExAcquireResourceExclusiveLite(Lock, TRUE); // NOTE: 'g_Lock' is used here
  ExReleaseResourceLite(Lock);
}
static void RemoveAll(void) { Remove(&g_Lock); }
static VOID NTAPI Cleanup(PVOID Binding) { RemoveAll(); }

static NPI_PROVIDER_CHARACTERISTICS g_PC = {.ProviderCleanupBindingContext = Cleanup};

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ExDeleteResourceLite(&g_Lock); // WARN: provider registration 'g_Prv' has ended, and its routine 'Cleanup' uses it [nmr-teardown-order]
  if (NmrDeregisterProvider(g_Prv) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  ExInitializeResourceLite(&g_Lock);
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv);
}
