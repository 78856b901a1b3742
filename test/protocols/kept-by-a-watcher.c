// V07: an author would believe that only the NMR keeps pointers.
// RUN: %check_nmr %s --protocols=%S/Inputs/watcher.yaml

#include <wdk-mini.h>

typedef struct {
  PCSTR Name;
} DESCRIPTION;
PVOID WatcherStart(const DESCRIPTION *Description, PVOID Context);
VOID WatcherStop(PVOID Watcher);

static PVOID g_Early, g_Late;
static DESCRIPTION g_Description;
static char *g_Name;
// VERDICT: g_Early violation
// VERDICT: g_Late verified

VOID Unload(PDRIVER_OBJECT Driver) {
  if (g_Late != NULL)
    WatcherStop(g_Late);
  ExFreePool(g_Name); // WARN: 'ExFreePool' frees the object that 'Name' points at in the description of watcher registration 'g_Early' while the registration is live [nmr-context-lifetime]
  // NOTE@-1: call 'WatcherStop' first
  if (g_Early != NULL)
    WatcherStop(g_Early);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  g_Name = ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 'emaN');
  if (g_Name == NULL)
    return STATUS_INSUFFICIENT_RESOURCES;
  g_Description.Name = g_Name;
  g_Early = WatcherStart(&g_Description, NULL);
  g_Late = WatcherStart(&g_Description, NULL);
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;
}
