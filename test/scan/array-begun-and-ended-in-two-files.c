// A driver author who begins all stops in one loop and waits in another would be
// told that some are never waited for (I11, I12, I13). The first file alone would
// be told on, hence the option.
// RUN: %check_nmr %s --waits-elsewhere

//--- net.h
#include <wdk-mini.h>
#include <netioddk.h>
extern HANDLE g_P[2];
void BeginStop(void);
void EndStop(void);

//--- begin.c
#include "net.h"
void BeginStop(void) {
  int I;
  for (I = 0; I < 2; I++)
    if (g_P[I])
      NmrDeregisterProvider(g_P[I]);
}

//--- end.c
#include "net.h"
void EndStop(void) {
  int I;
  for (I = 0; I < 2; I++)
    if (g_P[I])
      NmrWaitForProviderDeregisterComplete(g_P[I]);
}

//--- driver.c
#include "net.h"
HANDLE g_P[2];
static NPI_PROVIDER_CHARACTERISTICS g_One, g_Two;
// VERDICT: g_P[0] verified
// VERDICT: g_P[1] verified

VOID Unload(PDRIVER_OBJECT Driver) {
  BeginStop();
  KeFlushQueuedDpcs();
  EndStop();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterProvider(&g_One, NULL, &g_P[0]);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = NmrRegisterProvider(&g_Two, NULL, &g_P[1]);
  if (!NT_SUCCESS(Status)) {
    // Nothing was registered here: only the first is undone.
    g_P[1] = NULL;
    BeginStop();
    EndStop();
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
