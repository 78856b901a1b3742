// V11: an author would think that only the NMR calls back while it is told. The routines of a protocol that one describes oneself count by the fields that its calls run.
// RUN: split-file %s %t && cd %t
// RUN: not %nmr_scan --protocols=port.yaml driver.c -- %flags | FileCheck driver.c

//--- port.yaml
protocols:
- name: port
  noun: registration
  begun: registered
  caller: the port driver
  pages: https://example.com/
  registrations: [port]
  functions:
  - {name: PortRegister, does: register, parameters: 2, handle: {is: written, parameter: 1}, page: r}
  - {name: PortDeregister, does: deregister, parameters: 1, handle: {is: passed, parameter: 0}, page: d, runs: [Stopped]}

//--- driver.c
#include <wdk-mini.h>
#include <wdk-locks.h>

typedef struct {
  VOID (*Stopped)(VOID);
} PORT_TABLE;
NTSTATUS NTAPI PortRegister(PORT_TABLE *Table, HANDLE *Port);
NTSTATUS NTAPI PortDeregister(HANDLE Port);

static FAST_MUTEX g_Lock;
static HANDLE g_Port;

static VOID Stopped(VOID) {
  ExAcquireFastMutex(&g_Lock);
  ExReleaseFastMutex(&g_Lock);
}
static PORT_TABLE g_Table = {Stopped};

VOID Unload(PDRIVER_OBJECT Driver) {
  ExAcquireFastMutex(&g_Lock);
  // CHECK: [[@LINE+1]]:3: warning: 'PortDeregister' is called with fast mutex 'g_Lock' held, for which its callback 'Stopped' waits before the call returns [nmr-deadlock]
  PortDeregister(g_Port);
  ExReleaseFastMutex(&g_Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return PortRegister(&g_Table, &g_Port);
}
