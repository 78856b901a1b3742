// A driver author who takes the handle under a lock and stops it outside would
// be told that the handle is lost (I20).
// RUN: %check_nmr %s

//--- state.c
#include <wdk-mini.h>
#include <netioddk.h>
static KSPIN_LOCK g_Lock;
static HANDLE g_Cli;
static int g_State;
void Put(HANDLE H) {
  KIRQL Irql;
  KeAcquireSpinLock(&g_Lock, &Irql);
  g_Cli = H;
  KeReleaseSpinLock(&g_Lock, Irql);
}
HANDLE Take(void) {
  HANDLE H;
  KIRQL Irql;
  KeAcquireSpinLock(&g_Lock, &Irql);
  H = g_Cli;
  g_Cli = NULL;
  KeReleaseSpinLock(&g_Lock, Irql);
  return H;
}
void SetDown(void) {
  KIRQL Irql;
  KeAcquireSpinLock(&g_Lock, &Irql);
  g_State = 0;
  KeReleaseSpinLock(&g_Lock, Irql);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void Put(HANDLE H);
HANDLE Take(void);
void SetDown(void);
static NPI_CLIENT_CHARACTERISTICS g_CC;
// VERDICT: H verified

VOID Unload(PDRIVER_OBJECT Driver) {
  HANDLE H = Take();
  if (H) {
    NmrDeregisterClient(H);
    NmrWaitForClientDeregisterComplete(H);
  }
  SetDown();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  HANDLE H = NULL;
  NTSTATUS Status = NmrRegisterClient(&g_CC, NULL, &H);
  if (!NT_SUCCESS(Status))
    return Status;
  Put(H);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
