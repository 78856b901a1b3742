// I14: a local owner undoes the registration unless it is released to the
// global one.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: H verified

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;

static void stop(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}

class Owner {
  HANDLE H = nullptr;

public:
  Owner() = default;
  Owner(const Owner &) = delete;
  ~Owner() {
    if (H)
      stop(H);
  }
  NTSTATUS open() { return NmrRegisterClient(&g_CC, nullptr, &H); }
  HANDLE release() {
    HANDLE Result = H;
    H = nullptr;
    return Result;
  }
};

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { stop(g_Cli); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Owner O;
  NTSTATUS Status = O.open();
  if (!NT_SUCCESS(Status))
    return Status;
  PDEVICE_OBJECT Device;
  Status = IoCreateDevice(Driver, 0, nullptr, 0, 0, FALSE, &Device);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Cli = O.release();
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
