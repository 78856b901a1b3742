// V07: a driver author would believe that a destructor which begins the deregistration is enough for the delete behind it.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

// VERDICT: Handle violation

struct Pool {};
void *operator new(decltype(sizeof(0)) Size, Pool) noexcept;

struct Registration {
  HANDLE Handle = nullptr;
  ~Registration() {
    if (Handle)
      NmrDeregisterClient(Handle);
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

extern "C" VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE Handle = g_Client->Reg.Handle;
  delete g_Client; // WARN: may still be pending [nmr-context-lifetime]
  NmrWaitForClientDeregisterComplete(Handle);
}

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
