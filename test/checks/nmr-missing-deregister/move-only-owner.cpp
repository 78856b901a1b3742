// I14: a move-only owner; the moved-from object holds the sentinel.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: R->H verified

static NPI_CLIENT_CHARACTERISTICS g_CC;

class Reg {
  HANDLE H = nullptr;

public:
  Reg() = default;
  Reg(Reg &&Other) : H(Other.H) { Other.H = nullptr; }
  Reg &operator=(Reg &&Other) {
    if (this != &Other) {
      close();
      H = Other.H;
      Other.H = nullptr;
    }
    return *this;
  }
  ~Reg() { close(); }
  void close() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
    H = nullptr;
  }
  static NTSTATUS open(Reg &R) { return NmrRegisterClient(&g_CC, nullptr, &R.H); }
};
static Reg g_Reg;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { g_Reg.close(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Reg Local;
  NTSTATUS Status = Reg::open(Local);
  if (!NT_SUCCESS(Status))
    return Status;
  g_Reg = static_cast<Reg &&>(Local);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
