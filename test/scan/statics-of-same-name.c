// Two files have a static handle and a static function of the same name; they
// are two.
// RUN: %check_nmr %s

//--- cli.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_CLIENT_CHARACTERISTICS g_Chars;
static HANDLE g_Handle;
static void Stop(HANDLE H) {
  if (NmrDeregisterClient(H) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(H);
}
// VERDICT: g_Handle verified
NTSTATUS CliStart(void) { return NmrRegisterClient(&g_Chars, NULL, &g_Handle); }
void CliStop(void) { Stop(g_Handle); }

//--- prv.c
#include <wdk-mini.h>
#include <netioddk.h>
static NPI_PROVIDER_CHARACTERISTICS g_Chars;
static HANDLE g_Handle;
static void Stop(HANDLE H) {
  NmrDeregisterProvider(H); // WARN: g_Handle [nmr-missing-wait]
}
// VERDICT: g_Handle violation
NTSTATUS PrvStart(void) { return NmrRegisterProvider(&g_Chars, NULL, &g_Handle); }
void PrvStop(void) { Stop(g_Handle); }

//--- driver.c
#include <wdk-mini.h>
#include <netioddk.h>
NTSTATUS CliStart(void);
NTSTATUS PrvStart(void);
void CliStop(void);
void PrvStop(void);

VOID Unload(PDRIVER_OBJECT Driver) {
  PrvStop();
  CliStop();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = CliStart();
  if (!NT_SUCCESS(Status))
    return Status;
  Status = PrvStart();
  if (!NT_SUCCESS(Status)) {
    CliStop();
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
