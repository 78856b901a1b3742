//===- bindings.c - One binding, on every path ----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Plays the NMR for the one client of a driver that bindings.py wrote: offers
/// a binding, detaches it, runs the routine that may complete that, cleans up.
/// Repeats that for each sequence of choices, and prints each kind of violation
/// that some path comes to. A path ends with its first.
///
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include <netioddk.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

extern const NPI_CLIENT_CHARACTERISTICS g_Characteristics;
/// The driver holds no call that completes.
extern const int NeverCompletes;
VOID RunLater(PVOID Context);

enum { MaxChoices = 16, MaxObjects = 4, PageSize = 4096 };

static unsigned Choices, NumChoices;
static sigjmp_buf EndOfPath;
static enum { Offered, Attached, Detaching, Completed, Failed } State;
static int InDetach, Cleaned;
static PVOID Context;
static struct {
  char *Page;
  int Freed;
} Objects[MaxObjects];
static int NumObjects;

static int choose(void) {
  if (NumChoices == MaxChoices)
    siglongjmp(EndOfPath, 1);
  return Choices >> NumChoices++ & 1;
}

static void violated(const char *Rule) {
  puts(Rule);
  siglongjmp(EndOfPath, 1);
}

PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T Bytes, ULONG Tag) {
  if (choose())
    return NULL;
  char *Page = mmap(NULL, PageSize, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Objects[NumObjects].Page = Page;
  Objects[NumObjects++].Freed = 0;
  return Page;
}

VOID ExFreePool(PVOID P) {
  if (P == Context && P && InDetach)
    violated("nmr-context-lifetime");
  for (int I = 0; I != NumObjects; ++I)
    if (Objects[I].Page == P) {
      if (Objects[I].Freed)
        violated("nmr-context-lifetime");
      Objects[I].Freed = 1;
      mprotect(P, PageSize, PROT_NONE);
    }
}

/// Whether \p P was allocated and is still there.
static int isHeld(PVOID P) {
  for (int I = 0; I != NumObjects; ++I)
    if (Objects[I].Page == P)
      return !Objects[I].Freed;
  return 0;
}

static void cleanUp(void) {
  if (Cleaned++)
    return;
  if (g_Characteristics.ClientCleanupBindingContext)
    g_Characteristics.ClientCleanupBindingContext(Context);
}

NTSTATUS NmrClientAttachProvider(HANDLE Handle, PVOID ClientContext,
                                 const VOID *Dispatch, PVOID *PeerContext,
                                 const VOID **PeerDispatch) {
  Context = ClientContext;
  if (choose()) {
    State = Failed;
    return STATUS_NOINTERFACE;
  }
  *PeerContext = choose() ? &Choices : NULL;
  *PeerDispatch = choose() ? &Choices : NULL;
  State = Attached;
  return STATUS_SUCCESS;
}

VOID NmrClientDetachProviderComplete(HANDLE Handle) {
  if (State != Attached && State != Detaching)
    violated("nmr-detach-protocol");
  State = Completed;
  const int Was = InDetach;
  InDetach = 0;
  cleanUp();
  InDetach = Was;
}

VOID QueueWork(PVOID P) {}

static void fault(int Signal) { violated("nmr-context-lifetime"); }

static void live(void) {
  NPI_REGISTRATION_INSTANCE Peer = {0, sizeof Peer, NULL, NULL, 0, NULL};
  Peer.Number = choose();
  NTSTATUS Status =
      g_Characteristics.ClientAttachProvider((HANDLE)&Peer, NULL, &Peer);
  if (Status < 0) {
    if (State == Attached || (State == Failed && isHeld(Context)))
      violated("nmr-attach-protocol");
    return;
  }
  if (State != Attached)
    return;
  InDetach = 1;
  Status = g_Characteristics.ClientDetachProvider(Context);
  InDetach = 0;
  if (Status != STATUS_PENDING &&
      (Status != STATUS_SUCCESS || State == Completed))
    violated("nmr-detach-protocol");
  if (Status == STATUS_PENDING && NeverCompletes)
    violated("nmr-detach-protocol");
  if (Status == STATUS_SUCCESS) {
    cleanUp();
    if (isHeld(Context) && !g_Characteristics.ClientCleanupBindingContext)
      violated("nmr-attach-protocol");
    return;
  }
  if (State == Attached)
    State = Detaching;
  // The system has its address.
  if (State == Detaching && choose())
    RunLater(Context);
}

int main(void) {
  signal(SIGSEGV, fault);
  unsigned Most = 1;
  for (Choices = 0; Choices < Most; ++Choices) {
    State = Offered;
    NumChoices = NumObjects = InDetach = Cleaned = 0;
    Context = NULL;
    if (sigsetjmp(EndOfPath, 1) == 0)
      live();
    for (int I = 0; I != NumObjects; ++I)
      munmap(Objects[I].Page, PageSize);
    if (Most < 1u << NumChoices)
      Most = 1u << NumChoices;
  }
  return 0;
}
