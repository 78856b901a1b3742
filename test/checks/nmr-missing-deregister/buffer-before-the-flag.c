// I06: a buffer lies before the flag in one structure; what is written to some
// element of the one says nothing of the other.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static struct {
  USHORT Name[16];
  UCHAR Hits[4];
  BOOLEAN Registered;
  HANDLE Reg;
} g;

// VERDICT: g.Reg verified

static NTSTATUS NTAPI Ioctl(PDEVICE_OBJECT Device, PIRP Irp) {
  ULONG N = (ULONG)Irp->Status;
  if (N >= 16)
    return STATUS_INVALID_PARAMETER;
  g.Name[N] = 'a';
  g.Hits[N % 4]++;
  RtlCopyMemory(g.Name, Irp, N);
  return STATUS_SUCCESS;
}

VOID NTAPI Unload(PDRIVER_OBJECT Driver) {
  if (g.Registered && NmrDeregisterClient(g.Reg) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g.Reg);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  if (NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g.Reg)))
    g.Registered = TRUE;
  Driver->MajorFunction[14] = Ioctl;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
