// A tool would not see what constructors and destructors do to their own structure.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <wsk.h>

NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

class Capture {
public:
  explicit Capture(WSK_REGISTRATION &Of) : Of(Of) {
    Held = NT_SUCCESS(WskCaptureProviderNPI(&Of, WSK_NO_WAIT, &Npi));
  }
  ~Capture() {
    if (Held)
      WskReleaseProviderNPI(&Of);
  }

private:
  WSK_REGISTRATION &Of;
  WSK_PROVIDER_NPI Npi;
  bool Held;
};

static WSK_CLIENT_NPI g_Npi;
static WSK_REGISTRATION g_Wsk;
// VERDICT: g_Wsk verified
// VERDICT: *Of verified

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { WskDeregister(&g_Wsk); }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = WskRegister(&g_Npi, &g_Wsk);
  if (!NT_SUCCESS(Status))
    return Status;
  {
    Capture Provider(g_Wsk);
    Status = ZwOpenNothing();
  }
  if (!NT_SUCCESS(Status)) {
    WskDeregister(&g_Wsk);
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
