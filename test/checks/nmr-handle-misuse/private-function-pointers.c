// A driver author keeps teardown routines in tables of their own, and would not
// believe that somebody else calls them. Nobody does.
// RUN: %check_nmr %s

#include <wdk-mini.h>
#include <netioddk.h>

typedef struct { NTSTATUS (*Start)(void); VOID (*Stop)(void); } PART;

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Table, g_Locked, g_Pushed, g_Helped;

// VERDICT: g_Table verified
// VERDICT: g_Locked verified
// VERDICT: g_Pushed verified
// VERDICT: g_Helped verified

static VOID Stop(HANDLE Handle) {
  if (NmrDeregisterClient(Handle) == STATUS_PENDING)
    NmrWaitForClientDeregisterComplete(Handle);
}

// Through a table that only this driver calls through.
static NTSTATUS StartTable(void) { return NmrRegisterClient(&g_CC, NULL, &g_Table); }
static VOID StopTable(void) { Stop(g_Table); }
static const PART Part = {StartTable, StopTable};
static const PART *const Parts[] = {&Part};

// Beside something of which the system gets the address.
static struct { KSPIN_LOCK Lock; VOID (*Stop)(void); } g_State;
static VOID StopLocked(void) { Stop(g_Locked); }

// In a stack of things to undo.
static VOID (*g_Undo[4])(void);
static VOID Push(VOID (*Undo)(void)) { g_Undo[0] = Undo; }
static VOID StopPushed(void) { Stop(g_Pushed); }

// As an argument of a helper in view.
static VOID WithMessage(VOID (*Action)(void)) {
  DbgPrint("stopping");
  Action();
}
static VOID StopHelped(void) { Stop(g_Helped); }

VOID Unload(PDRIVER_OBJECT Driver) {
  Parts[0]->Stop();
  g_State.Stop();
  g_Undo[0]();
  WithMessage(StopHelped);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  KeInitializeSpinLock(&g_State.Lock);
  g_State.Stop = StopLocked;
  Push(StopPushed);
  if (!NT_SUCCESS(Parts[0]->Start()))
    return STATUS_UNSUCCESSFUL;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Locked)))
    goto Table;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Pushed)))
    goto Locked;
  if (!NT_SUCCESS(NmrRegisterClient(&g_CC, NULL, &g_Helped)))
    goto Pushed;
  Driver->DriverUnload = Unload;
  return STATUS_SUCCESS;

Pushed:
  g_Undo[0]();
Locked:
  g_State.Stop();
Table:
  Parts[0]->Stop();
  return STATUS_UNSUCCESSFUL;
}
