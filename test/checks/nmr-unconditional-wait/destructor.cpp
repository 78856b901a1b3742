// A4, I14: a destructor waits whatever the answer.
//
// RUN: %check_nmr %s nmr-* nmr-unconditional-wait

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {};
struct Registration {
  HANDLE Handle = nullptr;
  void stop()
  {
    if (Handle) {
      NmrDeregisterClient(Handle);
      NmrWaitForClientDeregisterComplete(Handle);
      // WARN@-1: 'NmrWaitForClientDeregisterComplete' is called for {{.*}} even if [nmr-unconditional-wait]
      Handle = nullptr;
    }
  }
};
static Registration g_Registration; // VERDICT: g_Registration.Handle verified

DRIVER_UNLOAD Unload;
VOID NTAPI Unload(PDRIVER_OBJECT) { g_Registration.stop(); }

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING)
{
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, nullptr, &g_Registration.Handle);
}
