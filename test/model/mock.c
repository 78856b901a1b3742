//===- mock.c - An NMR that remembers, and a kernel that tries everything -===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs each driver of a batch over every choice of outcomes and prints, one
/// JSON object a line, what can go wrong in it.
///
/// A run plays the operating system: DriverEntry; if it fails, the image goes;
/// else callbacks, then the unload routine, then the image goes. Every call
/// whose answer isn't determined asks \c choose, which replays a vector of
/// choices; the vectors are enumerated depth first. A driver's writable data is
/// reset before each run.
///
/// What is recorded is independent of the analyser: it follows the automaton of
/// one registration and looks at memory only to tell whether a handle is lost.
///
//===----------------------------------------------------------------------===//

#include "model.h"
#include <netioddk.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

// The limits of an exploration. A driver that exceeds them is dropped, and the
// generator is told; MaxChoices also ends a driver that loops for ever.
enum { MaxRuns = 100000, MaxChoices = 200, MaxSeconds = 5 };
// Of one run, and of the facts about one driver. Exceeding these is a bug of
// the generator.
enum { MaxRegistrations = 64, MaxFacts = 512, MaxBlocks = 64 };
enum { ArenaSize = 1 << 16, MaxCallbackCandidates = 64 };

static _Noreturn void fatal(const char *Why) {
  fprintf(stderr, "model: %s\n", Why);
  exit(2);
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

static struct {
  int Value, Count;
} Choices[MaxChoices];
static int NumChoices, Position;
static sigjmp_buf EndOfPath;
enum EndKind { EndFatal = 1, EndTooLarge, EndCrash };

static int choose(int Count) {
  if (Position == NumChoices) {
    if (NumChoices == MaxChoices)
      siglongjmp(EndOfPath, EndTooLarge);
    Choices[NumChoices].Value = 0;
    Choices[NumChoices++].Count = Count;
  }
  return Choices[Position++].Value;
}

/// Moves to the next vector. False: all were seen.
static int nextChoices(void) {
  NumChoices = Position;
  while (NumChoices > 0) {
    if (++Choices[NumChoices - 1].Value < Choices[NumChoices - 1].Count)
      return 1;
    --NumChoices;
  }
  return 0;
}

//===----------------------------------------------------------------------===//
// What was found
//===----------------------------------------------------------------------===//

typedef struct {
  const char *File;
  int Line;
} Site;

static const Site NoSite = {"", 0};

static int sameSite(Site A, Site B) {
  return A.Line == B.Line && strcmp(A.File, B.File) == 0;
}

typedef struct {
  /// A violation for certain. If not: what follows on a misuse of the same
  /// registration, or what the contract leaves open; it may be reported.
  int Must;
  const char *Rule, *Class;
  Site Registration; ///< NoSite if the handle is none.
  Site Responsible;
} Fact;

/// What happens now need not happen: no fact is certain.
static int Tentative;
static Fact Facts[MaxFacts];
static int NumFacts;
static Site Registered[MaxFacts];
static int NumRegistered;

static void record(int Must, const char *Rule, const char *Class, Site Reg,
                   Site Responsible) {
  Must = Must && !Tentative;
  for (int I = 0; I != NumFacts; ++I) {
    Fact *F = &Facts[I];
    if (F->Class == Class && sameSite(F->Registration, Reg) &&
        sameSite(F->Responsible, Responsible)) {
      F->Must |= Must;
      return;
    }
  }
  if (NumFacts == MaxFacts)
    fatal("too many facts about one driver");
  Facts[NumFacts++] = (Fact){Must, Rule, Class, Reg, Responsible};
}

static const char Wait[] = "nmr-missing-wait",
                  Deregister[] = "nmr-missing-deregister",
                  Misuse[] = "nmr-handle-misuse",
                  Lifetime[] = "nmr-context-lifetime", Levels[] = "nmr-irql",
                  Deadlock[] = "nmr-deadlock";
static const char V01[] = "V01", V02[] = "V02", V03[] = "V03", V04[] = "V04",
                  V05[] = "V05", V06[] = "V06", V07[] = "V07", V08[] = "V08",
                  V09[] = "V09", V10[] = "V10", V11[] = "V11", V12[] = "V12";

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

typedef struct {
  char *Begin, *End;
  /// The system holds a pointer to it, whatever the driver does.
  int HeldBySystem;
  int Marked;
} HeapBlock;

static const ModelDriver *Driver;
static _Alignas(16) char Arena[ArenaSize];
static size_t ArenaUsed;
static HeapBlock Blocks[MaxBlocks];
static int NumBlocks;

static void *allocate(size_t Size, int Fill, int HeldBySystem) {
  Size = (Size + 15) & ~(size_t)15;
  if (NumBlocks == MaxBlocks || ArenaUsed + Size > ArenaSize)
    siglongjmp(EndOfPath, EndTooLarge);
  char *P = Arena + ArenaUsed;
  ArenaUsed += Size;
  memset(P, Fill, Size);
  Blocks[NumBlocks++] = (HeapBlock){P, P + Size, HeldBySystem, 0};
  return P;
}

static int mark(char *Begin, char *End, PVOID Wanted) {
  for (char *P = Begin; P && P + sizeof(PVOID) <= End; P += sizeof(PVOID)) {
    char *Value;
    memcpy(&Value, P, sizeof Value);
    if (Value == (char *)Wanted)
      return 1;
    for (int I = 0; I != NumBlocks; ++I) {
      HeapBlock *B = &Blocks[I];
      if (Value < B->Begin || Value >= B->End || B->Marked)
        continue;
      B->Marked = 1;
      if (mark(B->Begin, B->End, Wanted))
        return 1;
    }
  }
  return 0;
}

//===----------------------------------------------------------------------===//
// Registrations
//===----------------------------------------------------------------------===//

typedef enum { Live, Pending, Complete, Settled, Refused } RegState;

typedef struct {
  int Provider;
  RegState State;
  Site Where;
  Site LastDeregister;
  /// After a misuse the rest of the path is not worth much.
  int Misused;
  PVOID Context;
  const void *Characteristics;
} Registration;

static Registration Regs[MaxRegistrations];
static int NumRegs;

/// Nothing else in memory looks like this.
static HANDLE handleOf(int Index) {
  return (HANDLE)(0x5AD0000000000010ull + (ULONG_PTR)Index * 0x100000100ull);
}

static Registration *find(HANDLE H) {
  for (int I = 0; I != NumRegs; ++I)
    if (handleOf(I) == H)
      return &Regs[I];
  return NULL;
}

/// Whether the driver, or the system on its behalf, can still name \p H.
static int reachable(HANDLE H) {
  for (int I = 0; I != NumBlocks; ++I)
    Blocks[I].Marked = 0;
  if (mark(Driver->DataBegin, Driver->DataEnd, H) ||
      mark(Driver->ZeroBegin, Driver->ZeroEnd, H))
    return 1;
  for (int I = 0; I != NumBlocks; ++I)
    if (Blocks[I].HeldBySystem && mark(Blocks[I].Begin, Blocks[I].End, H))
      return 1;
  for (int I = 0; I != NumRegs; ++I) {
    char *Context = (char *)&Regs[I].Context;
    if ((Regs[I].State == Live || Regs[I].State == Pending) &&
        mark(Context, Context + sizeof(PVOID), H))
      return 1;
  }
  return 0;
}

//===----------------------------------------------------------------------===//
// What the thread holds
//===----------------------------------------------------------------------===//

enum { MaxHeld = 8 };
static struct {
  const void *Lock;
  KIRQL Old;
} Held[MaxHeld];
static int NumHeld;
static KIRQL Irql;
/// The registration whose callback runs, and the call within which it does.
static Registration *Calling;
static Site CalledWithin;

static void acquire(const void *Lock, KIRQL Level) {
  for (int I = 0; I != NumHeld; ++I)
    if (Held[I].Lock == Lock) {
      if (CalledWithin.Line)
        record(1, Deadlock, V11, NoSite, CalledWithin);
      // Nobody goes on.
      siglongjmp(EndOfPath, EndFatal);
    }
  if (NumHeld == MaxHeld)
    siglongjmp(EndOfPath, EndTooLarge);
  Held[NumHeld].Lock = Lock;
  Held[NumHeld++].Old = Irql;
  if (Irql < Level)
    Irql = Level;
}

/// Answers the IRQL at which the lock was acquired.
static KIRQL releaseLock(const void *Lock) {
  for (int I = 0; I != NumHeld; ++I)
    if (Held[I].Lock == Lock) {
      KIRQL Old = Held[I].Old;
      Held[I] = Held[--NumHeld];
      return Old;
    }
  return Irql;
}

/// A routine of the driver begins in a thread that holds nothing.
static void beginRoutine(void) {
  NumHeld = 0;
  Irql = 0;
  Calling = NULL;
  CalledWithin = NoSite;
}

static void limitIrql(KIRQL Highest, Site Where) {
  if (Irql > Highest)
    record(1, Levels, V09, NoSite, Where);
}

/// What the registration's peers do while the call at \p Where is made. It
/// matters only to who holds something.
static void runDetach(Registration *R, Site Where) {
  const NPI_PROVIDER_CHARACTERISTICS *P = R->Characteristics;
  const NPI_CLIENT_CHARACTERISTICS *C = R->Characteristics;
  NPI_CLIENT_DETACH_PROVIDER_FN *Detach =
      R->Provider ? P->ProviderDetachClient : C->ClientDetachProvider;
  if (NumHeld == 0 || Calling || !Detach || !choose(2))
    return;
  Calling = R;
  CalledWithin = Where;
  Detach(R->Context);
  Calling = NULL;
  CalledWithin = NoSite;
}

NTSTATUS modelRegister(int Provider, const void *Characteristics, PVOID Context,
                       PHANDLE Handle, const char *File, int Line) {
  Site Where = {File, Line};
  int Known = 0;
  for (int I = 0; I != NumRegistered; ++I)
    Known |= sameSite(Registered[I], Where);
  if (!Known)
    Registered[NumRegistered++] = Where;
  limitIrql(0, Where);

  int Failures = Driver->Flags & ModelTwoFailures ? 2 : 1;
  switch (choose(1 + Failures)) {
  case 1:
    return STATUS_INSUFFICIENT_RESOURCES;
  case 2:
    return STATUS_INVALID_PARAMETER;
  }
  if (NumRegs == MaxRegistrations)
    siglongjmp(EndOfPath, EndTooLarge);
  Regs[NumRegs] = (Registration){Provider, Live,    Where,          NoSite,
                                 0,        Context, Characteristics};
  *Handle = handleOf(NumRegs++);
  return STATUS_SUCCESS;
}

static void misuse(Registration *R, const char *Class, Site Where) {
  record(!R || !R->Misused, Misuse, Class, R ? R->Where : NoSite, Where);
  if (R)
    R->Misused = 1;
}

/// The machine is about to go down. A handle that nothing in memory holds may
/// have been lost before; it may also be in a local.
static void noteLosses(void) {
  for (int I = 0; I != NumRegs; ++I) {
    Registration *R = &Regs[I];
    if ((R->State != Live && R->State != Pending) || reachable(handleOf(I)))
      continue;
    if (R->State == Live)
      record(0, Deregister, V06, R->Where, R->Where);
    else
      record(0, Wait, V02, R->Where, R->LastDeregister);
  }
}

/// What is no handle was deregistered: the machine went down, and what would
/// follow on this path need not be noticed.
static void fault(HANDLE Handle, Site Where) {
  misuse(NULL, V04, Where);
  noteLosses();
  // A variable that was never set may be thought to hold somebody's handle.
  if (Handle != NULL && Handle != INVALID_HANDLE_VALUE)
    record(0, Wait, V02, NoSite, Where);
  Tentative = 1;
}

NTSTATUS modelDeregister(int Provider, HANDLE Handle, const char *File,
                         int Line) {
  Site Where = {File, Line};
  Registration *R = find(Handle);
  if (!R || R->Provider != Provider || R->State == Pending ||
      R->State == Complete || R->State == Settled) {
    if (R)
      misuse(R, R->Provider != Provider ? V12 : V05, Where);
    else
      fault(Handle, Where);
    return choose(2) ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
  }
  R->LastDeregister = Where;
  limitIrql(2, Where);
  runDetach(R, Where);
  switch (choose(3)) {
  case 0:
    R->State = Pending;
    return STATUS_PENDING;
  case 1:
    R->State = Complete;
    return STATUS_SUCCESS;
  default:
    R->State = Refused;
    return STATUS_INVALID_PARAMETER;
  }
}

NTSTATUS modelWait(int Provider, HANDLE Handle, const char *File, int Line) {
  Site Where = {File, Line};
  Registration *R = find(Handle);
  limitIrql(1, Where);
  if (!R || R->Provider != Provider || R->State == Live ||
      R->State == Settled) {
    misuse(R,
           !R                         ? V03
           : R->Provider != Provider ? V12
           : R->State == Live        ? V03
                                     : V05,
           Where);
    return STATUS_INVALID_PARAMETER;
  }
  // Which registration a callback is for is not always known to the analyser.
  if (R == Calling && R->State == Pending)
    record(0, Deadlock, V10, R->Where, Where);
  runDetach(R, Where);
  if (R->State != Refused)
    R->State = Settled;
  return Driver->Flags & ModelWaitFails && choose(2) ? STATUS_INVALID_PARAMETER
                                                     : STATUS_SUCCESS;
}

// A call through a pointer has no place of its own.
#undef NmrRegisterClient
#undef NmrRegisterProvider
#undef NmrDeregisterClient
#undef NmrDeregisterProvider
#undef NmrWaitForClientDeregisterComplete
#undef NmrWaitForProviderDeregisterComplete
NTSTATUS NmrRegisterClient(const NPI_CLIENT_CHARACTERISTICS *C, PVOID X,
                           PHANDLE H) {
  return modelRegister(0, C, X, H, "", 0);
}
NTSTATUS NmrRegisterProvider(const NPI_PROVIDER_CHARACTERISTICS *C, PVOID X,
                             PHANDLE H) {
  return modelRegister(1, C, X, H, "", 0);
}
NTSTATUS NmrDeregisterClient(HANDLE H) { return modelDeregister(0, H, "", 0); }
NTSTATUS NmrDeregisterProvider(HANDLE H) {
  return modelDeregister(1, H, "", 0);
}
NTSTATUS NmrWaitForClientDeregisterComplete(HANDLE H) {
  return modelWait(0, H, "", 0);
}
NTSTATUS NmrWaitForProviderDeregisterComplete(HANDLE H) {
  return modelWait(1, H, "", 0);
}

/// The code is unmapped. \p Failed: since DriverEntry failed.
static void imageGoes(int Failed) {
  for (int I = 0; I != NumRegs; ++I) {
    Registration *R = &Regs[I];
    if (R->State == Live)
      record(!R->Misused, Deregister, Failed ? V08 : V01, R->Where, R->Where);
    else if (R->State == Pending)
      record(!R->Misused, Wait, V02, R->Where, R->LastDeregister);
  }
}

/// The code stays for ever: only what nobody can name any more is lost.
static void imageStays(void) {
  for (int I = 0; I != NumRegs; ++I) {
    Registration *R = &Regs[I];
    if (R->State == Live && !reachable(handleOf(I)))
      record(!R->Misused, Deregister, V06, R->Where, R->Where);
    else if (R->State == Pending)
      // Somebody could still wait as long as the handle is known, but nothing
      // says that anybody does.
      record(!R->Misused && !reachable(handleOf(I)), Wait, V02, R->Where,
             R->LastDeregister);
  }
}

//===----------------------------------------------------------------------===//
// The rest of the kernel
//===----------------------------------------------------------------------===//

/// Whether the registration keeps a pointer into \p B.
static int keeps(const Registration *R, const HeapBlock *B) {
  const NPI_REGISTRATION_INSTANCE *I =
      R->Provider ? &((const NPI_PROVIDER_CHARACTERISTICS *)R->Characteristics)
                         ->ProviderRegistrationInstance
                  : &((const NPI_CLIENT_CHARACTERISTICS *)R->Characteristics)
                         ->ClientRegistrationInstance;
  const void *Kept[] = {R->Context, R->Characteristics, I->NpiId, I->ModuleId,
                        I->NpiSpecificCharacteristics};
  for (int J = 0; J != sizeof Kept / sizeof *Kept; ++J)
    if ((char *)Kept[J] >= B->Begin && (char *)Kept[J] < B->End)
      return 1;
  return 0;
}

static void release(void *P, Site Where) {
  for (int I = 0; I != NumBlocks; ++I) {
    HeapBlock *B = &Blocks[I];
    if (B->Begin != (char *)P)
      continue;
    // The content stays: that the driver uses it is not what this model judges.
    B->HeldBySystem = 0;
    for (int J = 0; J != NumRegs; ++J)
      if ((Regs[J].State == Live || Regs[J].State == Pending) &&
          keeps(&Regs[J], B))
        record(!Regs[J].Misused, Lifetime, V07, Regs[J].Where, Where);
    return;
  }
}

static NTSTATUS step(void) {
  switch (choose(Driver->Flags & ModelOddSuccess ? 3 : 2)) {
  case 0:
    return STATUS_SUCCESS;
  case 1:
    return STATUS_UNSUCCESSFUL;
  default:
    return 0x40000000;
  }
}

NTSTATUS IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG ExtensionSize,
                        PUNICODE_STRING Name, ULONG Type, ULONG Flags,
                        BOOLEAN Exclusive, PDEVICE_OBJECT *DeviceObject) {
  NTSTATUS Status = step();
  if (!NT_SUCCESS(Status))
    return Status;
  PDEVICE_OBJECT D = allocate(sizeof(DEVICE_OBJECT), 0, 1);
  D->DriverObject = DriverObject;
  D->DeviceExtension = ExtensionSize ? allocate(ExtensionSize, 0, 1) : NULL;
  DriverObject->DeviceObject = D;
  *DeviceObject = D;
  return Status;
}

VOID modelDeleteDevice(PDEVICE_OBJECT D, const char *File, int Line) {
  release(D->DeviceExtension, (Site){File, Line});
  release(D, (Site){File, Line});
}

NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING Link, PUNICODE_STRING Device) {
  return step();
}
NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING Link) { return STATUS_SUCCESS; }
VOID IofCompleteRequest(PIRP Irp, CHAR PriorityBoost) {}
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PCWSTR Path) { return step(); }

NTSTATUS ObRegisterCallbacks(PVOID Registration, PVOID *Handle) {
  NTSTATUS Status = step();
  if (NT_SUCCESS(Status))
    *Handle = allocate(16, 0, 1);
  return Status;
}
VOID ObUnRegisterCallbacks(PVOID Handle) {}

PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T Size, ULONG Tag) {
  return choose(2) ? NULL : allocate(Size, 0, 0);
}
PVOID ExAllocatePoolWithTag(ULONG PoolType, SIZE_T Size, ULONG Tag) {
  switch (choose(3)) {
  case 0:
    return allocate(Size, 0xAB, 0);
  case 1:
    return allocate(Size, 0, 0);
  default:
    return NULL;
  }
}
VOID modelFree(PVOID P, const char *File, int Line) {
  release(P, (Site){File, Line});
}

enum { MaxQueued = 4 };
static struct {
  PIO_WORKITEM_ROUTINE Routine;
  PVOID Context;
} Queued[MaxQueued];
static int NumQueued;

VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem,
                     PIO_WORKITEM_ROUTINE WorkerRoutine,
                     WORK_QUEUE_TYPE QueueType, PVOID Context) {
  if (NumQueued == MaxQueued)
    siglongjmp(EndOfPath, EndTooLarge);
  Queued[NumQueued].Routine = WorkerRoutine;
  Queued[NumQueued++].Context = Context;
}

VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock) { *SpinLock = 0; }
KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock) {
  KIRQL Old = Irql;
  acquire(SpinLock, 2);
  return Old;
}
VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql) {
  releaseLock(SpinLock);
  Irql = NewIrql;
}
VOID ExAcquireFastMutex(PFAST_MUTEX FastMutex) { acquire(FastMutex, 1); }
VOID ExReleaseFastMutex(PFAST_MUTEX FastMutex) {
  Irql = releaseLock(FastMutex);
}
LONG InterlockedExchange(volatile LONG *Target, LONG Value) {
  LONG Old = *Target;
  *Target = Value;
  return Old;
}
LONG InterlockedCompareExchange(volatile LONG *Target, LONG Value,
                                LONG Comparand) {
  LONG Old = *Target;
  if (Old == Comparand)
    *Target = Value;
  return Old;
}
PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value) {
  PVOID Old = *Target;
  *Target = Value;
  return Old;
}

LOGICAL MmIsDriverVerifying(PDRIVER_OBJECT DriverObject) { return choose(2); }
BOOLEAN RtlIsNtDdiVersionAvailable(ULONG Version) { return choose(2); }
BOOLEAN KdRefreshDebuggerNotPresent(VOID) { return choose(2); }
ULONG KeQueryActiveProcessorCount(PVOID Active) { return 1 + choose(3); }
VOID KeBugCheckEx(ULONG Code, ULONG_PTR P1, ULONG_PTR P2, ULONG_PTR P3,
                  ULONG_PTR P4) {
  noteLosses();
  siglongjmp(EndOfPath, EndFatal);
}
VOID RtlAssert(PVOID Assertion, PVOID File, ULONG Line, const CHAR *Message) {
  noteLosses();
  siglongjmp(EndOfPath, EndFatal);
}
ULONG DbgPrint(const CHAR *Format, ...) { return 0; }

//===----------------------------------------------------------------------===//
// The life of a driver
//===----------------------------------------------------------------------===//

/// Runs one of the routines that the driver handed out, or none (false).
static int runCallback(DRIVER_OBJECT *Object) {
  PDRIVER_DISPATCH Dispatch[MaxCallbackCandidates];
  Registration *Attach[MaxCallbackCandidates];
  int N = 0, M = 0;
  for (int I = 0; I <= IRP_MJ_MAXIMUM_FUNCTION; ++I) {
    int Known = Object->MajorFunction[I] == NULL;
    for (int J = 0; J != N; ++J)
      Known |= Dispatch[J] == Object->MajorFunction[I];
    if (!Known)
      Dispatch[N++] = Object->MajorFunction[I];
  }
  for (int I = 0; I != NumRegs; ++I) {
    const NPI_CLIENT_CHARACTERISTICS *C = Regs[I].Characteristics;
    const NPI_PROVIDER_CHARACTERISTICS *P = Regs[I].Characteristics;
    if (Regs[I].State == Live && (Regs[I].Provider
                                      ? P->ProviderAttachClient != NULL
                                      : C->ClientAttachProvider != NULL))
      Attach[M++] = &Regs[I];
  }
  int Which = choose(1 + N + M + NumQueued);
  if (Which == 0)
    return 0;
  if (Which > N + M) {
    int I = Which - N - M - 1;
    PIO_WORKITEM_ROUTINE Routine = Queued[I].Routine;
    PVOID Context = Queued[I].Context;
    Queued[I] = Queued[--NumQueued];
    beginRoutine();
    DEVICE_OBJECT Device = {Object, NULL, 0};
    Routine(&Device, Context);
    return 1;
  }
  if (Which <= N) {
    beginRoutine();
    DEVICE_OBJECT Device = {Object, NULL, 0};
    IRP Irp = {{0, 0}, 0, 0};
    Irp.ControlCode = choose(2);
    Dispatch[Which - 1](&Device, &Irp);
    return 1;
  }
  Registration *R = Attach[Which - N - 1];
  NPI_REGISTRATION_INSTANCE Peer = {0, sizeof Peer, NULL, NULL, 0, NULL};
  beginRoutine();
  Calling = R;
  if (R->Provider) {
    const NPI_PROVIDER_CHARACTERISTICS *P = R->Characteristics;
    PVOID Binding = NULL;
    const VOID *Dispatch;
    if (NT_SUCCESS(P->ProviderAttachClient((HANDLE)&Peer, R->Context, &Peer,
                                           NULL, NULL, &Binding, &Dispatch)) &&
        choose(2)) {
      beginRoutine();
      Calling = R;
      if (P->ProviderDetachClient)
        P->ProviderDetachClient(Binding);
      if (P->ProviderCleanupBindingContext)
        P->ProviderCleanupBindingContext(Binding);
    }
    return 1;
  }
  const NPI_CLIENT_CHARACTERISTICS *C = R->Characteristics;
  NTSTATUS Status = C->ClientAttachProvider((HANDLE)&Peer, R->Context, &Peer);
  // The peer may go again at once, or stay until the image goes.
  if (NT_SUCCESS(Status) && C->ClientDetachProvider && choose(2)) {
    beginRoutine();
    Calling = R;
    C->ClientDetachProvider(R->Context);
  }
  return 1;
}

static void live(void) {
  DRIVER_OBJECT Object;
  UNICODE_STRING Path;
  memset(&Object, 0, sizeof Object);
  memset(&Path, 0, sizeof Path);
  beginRoutine();
  if (!NT_SUCCESS(Driver->Entry(&Object, &Path))) {
    imageGoes(1);
    return;
  }
  for (int I = 0; I != Driver->MaxCallbacks && runCallback(&Object); ++I)
    ;
  if (!Object.DriverUnload) {
    imageStays();
    if (!Driver->DeclaredUnload)
      return;
    Tentative = 1;
    Object.DriverUnload = Driver->DeclaredUnload;
  }
  beginRoutine();
  Object.DriverUnload(&Object);
  imageGoes(0);
}

static void onSignal(int Signal) {
  siglongjmp(EndOfPath, Signal == SIGALRM ? EndTooLarge : EndCrash);
}

/// Answers "ok", "large" or "crash".
static const char *explore(int *Runs) {
  size_t DataSize = Driver->DataEnd - Driver->DataBegin;
  size_t ZeroSize = Driver->ZeroEnd - Driver->ZeroBegin;
  char *Image = malloc(DataSize + 1);
  if (!Image)
    fatal("out of memory");
  if (DataSize)
    memcpy(Image, Driver->DataBegin, DataSize);
  NumChoices = NumFacts = NumRegistered = 0;
  *Runs = 0;
  const char *Result = "ok";
  struct itimerval Timer = {{0, 0}, {MaxSeconds, 0}}, Off = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &Timer, NULL);
  do {
    if (++*Runs > MaxRuns) {
      Result = "large";
      break;
    }
    if (DataSize)
      memcpy(Driver->DataBegin, Image, DataSize);
    if (ZeroSize)
      memset(Driver->ZeroBegin, 0, ZeroSize);
    ArenaUsed = 0;
    NumBlocks = NumRegs = NumQueued = Position = Tentative = 0;
    switch (sigsetjmp(EndOfPath, 1)) {
    case 0:
      live();
      break;
    case EndFatal:
      break;
    case EndTooLarge:
      Result = "large";
      break;
    case EndCrash:
      Result = "crash";
      break;
    }
  } while (Result[0] == 'o' && nextChoices());
  setitimer(ITIMER_REAL, &Off, NULL);
  free(Image);
  return Result;
}

static void printSite(Site S) {
  const char *Base = strrchr(S.File, '/');
  if (S.Line)
    printf("\"%s:%d\"", Base ? Base + 1 : S.File, S.Line);
  else
    printf("null");
}

int main(void) {
  static char SignalStack[1 << 16];
  stack_t Stack = {.ss_sp = SignalStack, .ss_size = sizeof SignalStack};
  sigaltstack(&Stack, NULL);
  struct sigaction Action;
  memset(&Action, 0, sizeof Action);
  Action.sa_handler = onSignal;
  Action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigaction(SIGSEGV, &Action, NULL);
  sigaction(SIGBUS, &Action, NULL);
  sigaction(SIGFPE, &Action, NULL);
  sigaction(SIGILL, &Action, NULL);
  sigaction(SIGALRM, &Action, NULL);

  for (int I = 0; I != ModelNumDrivers; ++I) {
    Driver = &ModelDrivers[I];
    int Runs;
    const char *Result = explore(&Runs);
    printf("{\"name\": \"%s\", \"result\": \"%s\", \"runs\": %d, \"sites\": [",
           Driver->Name, Result, Runs);
    for (int J = 0; J != NumRegistered; ++J) {
      printf("%s", J ? ", " : "");
      printSite(Registered[J]);
    }
    printf("], \"facts\": [");
    for (int J = 0; J != NumFacts; ++J) {
      const Fact *F = &Facts[J];
      printf("%s{\"must\": %s, \"rule\": \"%s\", \"class\": \"%s\", "
             "\"registration\": ",
             J ? ", " : "", F->Must ? "true" : "false", F->Rule, F->Class);
      printSite(F->Registration);
      printf(", \"responsible\": ");
      printSite(F->Responsible);
      printf("}");
    }
    printf("]}\n");
  }
  return 0;
}
