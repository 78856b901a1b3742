// I14: a smart pointer with a deleter type.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: H verified

static NPI_CLIENT_CHARACTERISTICS g_CC;

struct Stop {
  void operator()(HANDLE H) const {
    NmrDeregisterClient(H);
    NmrWaitForClientDeregisterComplete(H);
  }
};

template <typename D> class unique_handle {
  HANDLE Raw = nullptr;

public:
  ~unique_handle() { reset(); }
  void reset(HANDLE To = nullptr) {
    HANDLE Old = Raw;
    Raw = To;
    if (Old)
      D()(Old);
  }
};
static unique_handle<Stop> *g_Owner;
static unique_handle<Stop> g_Storage;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { g_Owner->reset(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE H;
  NTSTATUS Status = NmrRegisterClient(&g_CC, nullptr, &H);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Owner = &g_Storage;
  g_Owner->reset(H);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
