// A careless check would end the life of a local that the compiler makes in the caller's memory at once.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: R.Handle verified

struct Registration {
  NPI_CLIENT_CHARACTERISTICS Chars = {};
  HANDLE Handle = nullptr;
  NTSTATUS Status = STATUS_UNSUCCESSFUL;
  Registration() {}
  Registration(Registration &&Other) : Handle(Other.Handle) { Other.Handle = nullptr; }
  ~Registration() {
    if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Handle);
  }
};

static Registration Make() {
  Registration R;
  R.Status = NmrRegisterClient(&R.Chars, nullptr, &R.Handle);
  if (!NT_SUCCESS(R.Status))
    R.Handle = nullptr;
  return R;
}

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  Registration R = Make();
  return R.Status;
}
