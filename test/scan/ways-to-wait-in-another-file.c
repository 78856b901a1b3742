// A driver author who asserts, ignores, logs or keeps the status would be told
// that the wait is missing (I01, I02, I03, I25, I26, I28).
// RUN: %check_nmr %s

//--- stop.c
#include <wdk-mini.h>
#include <netioddk.h>
void StopAsserted(HANDLE H) {
  NTSTATUS Status = NmrDeregisterClient(H);
  NT_ASSERT(Status == STATUS_PENDING);
  NmrWaitForClientDeregisterComplete(H);
}
NTSTATUS StopIgnored(HANDLE H) {
  NmrDeregisterClient(H);
  return NmrWaitForClientDeregisterComplete(H);
}
void StopLogged(HANDLE H) {
  NTSTATUS Status = NmrDeregisterClient(H);
  if (Status == STATUS_PENDING) {
    NmrWaitForClientDeregisterComplete(H);
  } else {
    NT_ASSERT(NT_SUCCESS(Status));
    DbgPrint("stopped: %x\n", Status);
  }
}
void StopSimulated(HANDLE H) {
  if (NmrDeregisterClient(H) != STATUS_SUCCESS)
    KeBugCheckEx(1, 0, 0, 0, 0);
}

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
void StopAsserted(HANDLE H);
NTSTATUS StopIgnored(HANDLE H);
void StopLogged(HANDLE H);
void StopSimulated(HANDLE H);
static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Asserted, g_Logged, g_Simulated;
// A name that says something else.
static HANDLE g_BindingHandle;
// VERDICT: g_Asserted verified
// VERDICT: g_BindingHandle verified
// VERDICT: g_Logged verified
// VERDICT: g_Simulated verified

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status;
  if (g_Asserted)
    StopAsserted(g_Asserted);
  if (g_BindingHandle) {
    Status = StopIgnored(g_BindingHandle);
    NT_ASSERT(Status == STATUS_SUCCESS);
  }
  if (g_Logged)
    StopLogged(g_Logged);
  if (g_Simulated)
    StopSimulated(g_Simulated);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  NmrRegisterClient(&g_CC, NULL, &g_Asserted);
  NmrRegisterClient(&g_CC, NULL, &g_BindingHandle);
  NmrRegisterClient(&g_CC, NULL, &g_Logged);
  NmrRegisterClient(&g_CC, NULL, &g_Simulated);
  return STATUS_SUCCESS;
}
