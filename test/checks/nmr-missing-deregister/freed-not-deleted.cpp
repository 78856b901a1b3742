// V01: a driver author would free the memory of an object that is to be deleted, so that the destructor, which deregisters, never runs.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle violation

static const NPI_PROVIDER_CHARACTERISTICS Chars = {};

class Clock {
public:
  void *operator new(SIZE_T Size) noexcept {
    return ExAllocatePool2(POOL_FLAG_NON_PAGED, Size, 'kolC');
  }
  void operator delete(void *Block) { ExFreePoolWithTag(Block, 'kolC'); }
  ~Clock() {
    if (Handle && NmrDeregisterProvider(Handle) == STATUS_PENDING)
      NmrWaitForProviderDeregisterComplete(Handle);
  }
  NTSTATUS start() { return NmrRegisterProvider(&Chars, this, &Handle); } // WARN: provider registration 'Handle' may still be live when the driver is unloaded [nmr-missing-deregister]
  // NOTE@-1: call 'NmrDeregisterProvider' on every path

private:
  HANDLE Handle = nullptr;
};
static Clock *g_Clock;

VOID Unload(PDRIVER_OBJECT) {
  ExFreePoolWithTag(g_Clock, 'kolC'); // WARN: 'ExFreePoolWithTag' frees the context of provider registration 'Handle' while the registration is live [nmr-context-lifetime]
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING) {
  Driver->DriverUnload = Unload;
  g_Clock = new Clock;
  if (!g_Clock)
    return STATUS_INSUFFICIENT_RESOURCES;
  NTSTATUS Status = g_Clock->start();
  if (!NT_SUCCESS(Status)) {
    delete g_Clock;
    g_Clock = nullptr;
  }
  return Status;
}
