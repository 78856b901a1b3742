// Where no single edit is certainly right, none is offered: the status is
// misread, and more than the wait hangs on it, the handle's expression has side effects, a macro wrote the call, the
// wait is there but on one path.
// RUN: cp %s %t.c
// RUN: %clang_tidy --quiet --config={} --checks='-*,nmr-*' --fix %t.c -- %flags > %t.out
// RUN: FileCheck %s < %t.out
// RUN: not grep FIX-IT %t.out
// RUN: diff %s %t.c

#include <wdk-mini.h>
#include <netioddk.h>

extern HANDLE g_A, g_B, g_C;
extern HANDLE *g_Next;
#define STOP(H) NmrDeregisterClient(H)

DRIVER_UNLOAD Unload;

VOID Unload(PDRIVER_OBJECT Driver) {
  NTSTATUS Status = NmrDeregisterClient(g_A);
  // CHECK: :[[@LINE-1]]:{{.*}} [nmr-missing-wait]
  if (!NT_SUCCESS(Status)) {
    DbgPrint("%x\n", Status);
    NmrWaitForClientDeregisterComplete(g_A);
  }
  STOP(g_B);
  // CHECK: :[[@LINE-1]]:{{.*}} [nmr-missing-wait]
  NmrDeregisterProvider(g_C);
  // CHECK: :[[@LINE-1]]:{{.*}} [nmr-missing-wait]
  if (Driver->DeviceObject)
    NmrWaitForProviderDeregisterComplete(g_C);
}
