// A static local of class type is constructed once, where it is declared.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;

class Registry {
public:
  Registry() : Handle(nullptr) { NmrRegisterClient(&g_CC, nullptr, &Handle); }
  void stop() {
    if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Handle);
    Handle = nullptr;
  }

private:
  HANDLE Handle; // the field
};

// VERDICT: {{.*}}Handle verified

static Registry &registry() {
  static Registry Only;
  return Only;
}

VOID Unload(PDRIVER_OBJECT Driver) { registry().stop(); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  registry();
  return STATUS_SUCCESS;
}
