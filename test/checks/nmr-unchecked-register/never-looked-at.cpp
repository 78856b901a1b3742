// A1: without an unload routine nothing else shows that the result is dropped:
// what is printed, copied and passed along is still looked at by nobody.
//
// RUN: %check_nmr %s nmr-* nmr-unchecked-register

#include <ntddk.h>

#include <netioddk.h>

static const NPI_CLIENT_CHARACTERISTICS g_Chars = {};
static HANDLE g_Client; // VERDICT: *Client verified

struct Driver {
  NTSTATUS Last = 0;
  void keep(NTSTATUS Status) { Last = Status; }
};

static NTSTATUS start(HANDLE *Client)
{
  return NmrRegisterClient(&g_Chars, nullptr, Client);
  // WARN@-1: nothing hangs on whether 'NmrRegisterClient' succeeds [nmr-unchecked-register]
}

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
  Driver D;
  D.keep(start(&g_Client));
  DbgPrint("registered: %x\n", D.Last);
  return STATUS_SUCCESS;
}
