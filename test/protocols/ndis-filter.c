// An author would believe that a filter that failed later need not be deregistered.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef int NDIS_STATUS;
#define NDIS_STATUS_SUCCESS 0
NDIS_STATUS NdisFRegisterFilterDriver(PDRIVER_OBJECT Driver, PVOID Context,
                                      PVOID Characteristics, PVOID *Handle);
VOID NdisFDeregisterFilterDriver(PVOID Handle);
NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

static PVOID g_Filter;
// VERDICT: g_Filter violation

VOID Unload(PDRIVER_OBJECT Driver) { NdisFDeregisterFilterDriver(g_Filter); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NDIS_STATUS Status = NdisFRegisterFilterDriver(Driver, NULL, NULL, &g_Filter);
  // WARN@-1: NDIS filter driver registration 'g_Filter' is still live when 'DriverEntry' fails: the unload routine will not be called [nmr-missing-deregister]
  if (Status != NDIS_STATUS_SUCCESS)
    return Status;
  Driver->DriverUnload = Unload;
  return ZwOpenNothing();
}
