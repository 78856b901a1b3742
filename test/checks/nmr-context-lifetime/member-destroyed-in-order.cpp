// I14: a careless check would not see that a member's destructor runs before the object is freed.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle verified

struct Pool {};
void *operator new(decltype(sizeof(0)) Size, Pool) noexcept;

struct Registration {
  HANDLE Handle = nullptr;
  ~Registration() {
    if (Handle && NmrDeregisterClient(Handle) == STATUS_PENDING)
      NmrWaitForClientDeregisterComplete(Handle);
  }
  NTSTATUS Start(NPI_CLIENT_CHARACTERISTICS *Chars, void *Context) {
    return NmrRegisterClient(Chars, Context, &Handle);
  }
};

struct Client {
  NPI_CLIENT_CHARACTERISTICS Chars = {};
  Registration Reg;
  NTSTATUS Start() { return Reg.Start(&Chars, this); }
};
static Client *g_Client;

extern "C" VOID Unload(PDRIVER_OBJECT Driver) { delete g_Client; }

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Client = new (Pool{}) Client;
  if (!g_Client)
    return STATUS_INSUFFICIENT_RESOURCES;
  NTSTATUS Status = g_Client->Start();
  if (!NT_SUCCESS(Status)) {
    g_Client->Reg.Handle = nullptr;
    delete g_Client;
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
