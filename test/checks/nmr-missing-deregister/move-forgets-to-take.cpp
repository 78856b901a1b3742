// A driver author would believe that moving out is all that a move assignment
// does.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: R->H violation

static NPI_CLIENT_CHARACTERISTICS g_CC;

class Reg {
  HANDLE H = nullptr;

public:
  Reg() = default;
  Reg &operator=(Reg &&Other) {
    Other.H = nullptr;
    return *this;
  }
  ~Reg() { close(); }
  void close() {
    if (H && NmrDeregisterClient(H) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(H);
    H = nullptr;
  }
  static NTSTATUS open(Reg &R) { return NmrRegisterClient(&g_CC, nullptr, &R.H); } // WARN: H [nmr-missing-deregister]
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
