// I06: the version of the system is the same at both ends.
// RUN: %check_nmr %s

#include <ntddk.h>

#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_Characteristics;
static HANDLE g_Handle;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;

// VERDICT: g_Handle verified

static BOOLEAN HasNpi(VOID) {
  RTL_OSVERSIONINFOW Version;
  Version.dwOSVersionInfoSize = sizeof Version;
  RtlGetVersion(&Version);
  return Version.dwMajorVersion > 6 ||
         (Version.dwMajorVersion == 6 && Version.dwMinorVersion >= 2);
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  ULONG Major, Minor;
  PsGetVersion(&Major, &Minor, NULL, NULL);
  if ((Major > 6 || (Major == 6 && Minor >= 2)) &&
      NmrDeregisterClient(g_Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Handle);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return HasNpi() ? NmrRegisterClient(&g_Characteristics, NULL, &g_Handle)
                  : STATUS_SUCCESS;
}
