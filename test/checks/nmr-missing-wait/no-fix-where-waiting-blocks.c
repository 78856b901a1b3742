// An edit that inserts the wait would do harm in a routine that the deregistration waits for, and with a lock held.
// RUN: cp %s %t.c && %nmr_tidy --quiet --config={} --checks=-*,nmr-* --fix %t.c -- %flags > /dev/null
// RUN: diff %s %t.c
// RUN: sed -e 's/return STATUS_SUCCESS;.*in the callback/(void)NmrDeregisterClient(g_Cli); return STATUS_SUCCESS;/' -e '/SpinLock(/d' %s > %t2.c
// RUN: cp %t2.c %t3.c && %nmr_tidy --quiet --config={} --checks=-*,nmr-* --fix %t3.c -- %flags > /dev/null
// RUN: diff %t2.c %t3.c
// RUN: sed -e '/SpinLock(/d' %s > %t4.c
// RUN: %nmr_tidy --quiet --config={} --checks=-*,nmr-* --fix %t4.c -- %flags > /dev/null
// RUN: grep -c NmrWaitForClientDeregisterComplete %t4.c | FileCheck %s --check-prefix=INSERTED

#include <wdk-mini.h>
#include <netioddk.h>
#include <wdk-locks.h>

// INSERTED: 2
static NTSTATUS NTAPI Detach(PVOID Binding);
static NPI_CLIENT_CHARACTERISTICS g_Chars = {.ClientDetachProvider = Detach};
static HANDLE g_Cli;
static KSPIN_LOCK g_Lock;

static void Drop(HANDLE Cli) {
  KIRQL Irql;
  KeAcquireSpinLock(&g_Lock, &Irql);
  NmrDeregisterClient(Cli);
  KeReleaseSpinLock(&g_Lock, Irql);
}

static NTSTATUS NTAPI Detach(PVOID Binding) {
  return STATUS_SUCCESS; // in the callback
}

VOID Unload(PDRIVER_OBJECT Driver) {
  Drop(g_Cli);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Chars, NULL, &g_Cli);
}
