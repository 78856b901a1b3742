// V11: the same for a provider, with a guard whose destructor runs too late.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

static NPI_PROVIDER_ATTACH_CLIENT_FN Attach;
static NPI_PROVIDER_DETACH_CLIENT_FN Detach;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
static HANDLE g_Prv;
static FAST_MUTEX g_Lock;
static int g_Clients;

namespace {
struct Guard {
  Guard() { ExAcquireFastMutex(&g_Lock); }
  ~Guard() { ExReleaseFastMutex(&g_Lock); }
};
} // namespace

static NTSTATUS Attach(HANDLE Binding, PVOID Context,
                       PNPI_REGISTRATION_INSTANCE Client, PVOID ClientContext,
                       CONST VOID *ClientDispatch, PVOID *BindingContext,
                       CONST VOID **Dispatch) {
  return STATUS_NOINTERFACE;
}

static NTSTATUS Detach(PVOID BindingContext) {
  Guard G;
  --g_Clients;
  return STATUS_SUCCESS;
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  {
    Guard G;
    Status = NmrDeregisterProvider(g_Prv);
    // WARN@-1: 'NmrDeregisterProvider' is called with fast mutex 'g_Lock' held, for which its callback 'Detach' waits before the call returns [nmr-deadlock]
  }
  if (Status == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(g_Prv);
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_PC.ProviderAttachClient = Attach;
  g_PC.ProviderDetachClient = Detach;
  Driver->DriverUnload = Unload;
  return NmrRegisterProvider(&g_PC, NULL, &g_Prv); // VERDICT: g_Prv verified
}
