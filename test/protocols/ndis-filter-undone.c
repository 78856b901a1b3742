// A tool would complain of a filter that is deregistered on the only way to fail.
// RUN: %check_nmr %s --protocols=%source_dir/share/protocols/windows-kernel.yaml

#include <wdk-mini.h>

typedef int NDIS_STATUS;
#define NDIS_STATUS_SUCCESS 0
NDIS_STATUS NdisFRegisterFilterDriver(PDRIVER_OBJECT Driver, PVOID Context,
                                      PVOID Characteristics, PVOID *Handle);
VOID NdisFDeregisterFilterDriver(PVOID Handle);
NTSTATUS __declspec(dllimport) ZwOpenNothing(void);

static PVOID g_Filter;
// VERDICT: g_Filter verified

VOID Unload(PDRIVER_OBJECT Driver) { NdisFDeregisterFilterDriver(g_Filter); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NdisFRegisterFilterDriver(Driver, NULL, NULL, &g_Filter);
  if (Status != NDIS_STATUS_SUCCESS)
    return Status;
  Driver->DriverUnload = Unload;
  Status = ZwOpenNothing();
  if (Status < 0)
    NdisFDeregisterFilterDriver(g_Filter);
  return Status;
}
