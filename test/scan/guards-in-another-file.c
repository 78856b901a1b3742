// A driver author who guards the stop by a null handle, a sentinel or a flag
// would be told that a path misses it (I04, I05, I06).
// RUN: %check_nmr %s

//--- net.h
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_Null, g_Sentinel, g_Flagged;
extern BOOLEAN g_Up;
void StopReg(HANDLE H);
void StopAll(void);

//--- stop.c
#include "net.h"
void StopReg(HANDLE H) {
  if (NmrDeregisterProvider(H) == STATUS_PENDING)
    NmrWaitForProviderDeregisterComplete(H);
}

//--- net.c
#include "net.h"
HANDLE g_Null, g_Sentinel = INVALID_HANDLE_VALUE, g_Flagged;
BOOLEAN g_Up;
void StopAll(void) {
  if (g_Null != NULL) {
    StopReg(g_Null);
    g_Null = NULL;
  }
  if (g_Sentinel != INVALID_HANDLE_VALUE)
    StopReg(g_Sentinel);
  if (g_Up) {
    StopReg(g_Flagged);
    g_Up = FALSE;
  }
}

//--- driver.c
#include "net.h"
static NPI_PROVIDER_CHARACTERISTICS g_PC;
// VERDICT: g_Null verified
// VERDICT: g_Sentinel verified
// VERDICT: g_Flagged verified

VOID Unload(PDRIVER_OBJECT Driver) { StopAll(); }

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  NmrRegisterProvider(&g_PC, NULL, &g_Null);
  NmrRegisterProvider(&g_PC, NULL, &g_Sentinel);
  if (NT_SUCCESS(NmrRegisterProvider(&g_PC, NULL, &g_Flagged)))
    g_Up = TRUE;
  return STATUS_SUCCESS;
}
