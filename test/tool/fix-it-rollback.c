// A function of the driver that ends the registration is called before the return that forgot it; not one that only looks
// like it, and not where a common exit would end it on success, too.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix right.c -- %flags > right.out
// RUN: FileCheck right.c.check --input-file=right.c
// RUN: %nmr_scan right.c -- %flags | FileCheck right.c.check --check-prefix=SCAN
// RUN: cp wrong-name.c before.c && %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix wrong-name.c -- %flags > out && diff before.c wrong-name.c
// RUN: cp common-exit.c before.c && %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix common-exit.c -- %flags > out && diff before.c common-exit.c
// RUN: cp no-braces.c before.c && %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix no-braces.c -- %flags > out && diff before.c no-braces.c
// RUN: cp later.c before.c && %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix later.c -- %flags > out && diff before.c later.c
// The same as a fix of SARIF.
// RUN: cp early.c early.tidy.c && not %nmr_scan --format=sarif -o early.sarif early.c -- %flags
// RUN: %python %source_dir/test/report/Inputs/apply_fixes.py early.sarif
// RUN: %nmr_tidy --quiet --config={} --checks='-*,nmr-*' --fix early.tidy.c -- %flags > out && diff early.c early.tidy.c
// RUN: %nmr_scan early.c -- %flags | FileCheck right.c.check --check-prefix=SCAN

//--- common.h
#include <wdk-mini.h>
#include <netioddk.h>
static HANDLE g_Client;
static const NPI_CLIENT_CHARACTERISTICS g_Chars;
DRIVER_UNLOAD Unload;
DRIVER_INITIALIZE DriverEntry;
NTSTATUS IoCreateSymbolicLink(PVOID Link, PVOID Device);

//--- right.c.check
CHECK: if (!NT_SUCCESS(Status)) {
CHECK: if (!NT_SUCCESS(Status)) {
CHECK-NEXT: StopAll();
CHECK-NEXT: return Status;
SCAN: 1 registration: 1 verified, 0 violations, 0 inconclusive

//--- right.c
#include "common.h"
static VOID Stop(HANDLE Client) {
  if (NmrDeregisterClient(Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Client);
}
/* Deregisters, but does not wait: no rollback. */
static VOID Begin(VOID) { NmrDeregisterClient(g_Client); }
static VOID StopAll(VOID) {
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}
VOID Unload(PDRIVER_OBJECT Driver) { Stop(g_Client); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}

//--- wrong-name.c
#include "common.h"
static BOOLEAN g_Started;
static VOID StopClient(VOID) {
  if (g_Started && NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}
VOID Unload(PDRIVER_OBJECT Driver) { StopClient(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  g_Started = TRUE;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}

//--- common-exit.c
#include "common.h"
static VOID Stop(VOID) {
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}
VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status))
    goto Exit;
  Driver->DriverUnload = Unload;
Exit:
  return Status;
}

//--- no-braces.c
#include "common.h"
static VOID Stop(VOID) {
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}
VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status))
    return Status;
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status))
    return Status;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}

//--- later.c
#include "common.h"
static VOID Stop(VOID);
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  NTSTATUS Status = NmrRegisterClient(&g_Chars, NULL, &g_Client);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Status = IoCreateSymbolicLink(NULL, NULL);
  if (!NT_SUCCESS(Status)) {
    return Status;
  }
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
static VOID Stop(VOID) {
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(g_Client);
}
VOID Unload(PDRIVER_OBJECT Driver) { Stop(); }

//--- early.c
#include "common.h"
static BOOLEAN g_Quiet;
static HANDLE g_Own;
static VOID Stop(HANDLE Client) {
  if (NmrDeregisterClient(Client) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Client);
}
VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Quiet) {
    return;
  }
  DbgPrint("unloading\n");
  Stop(g_Own);
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Quiet = Path->Buffer[0] != 0;
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Own);
}
