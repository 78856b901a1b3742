//===- RegisteredRoutines.cpp - Whose routines a call runs ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/RegisteredRoutines.h"
#include "Solve/Tied.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

std::vector<Cell> routinesPassed(const Program &P, const AbstractState &S,
                                 const ProtocolFunction &PF,
                                 const Statement &Call,
                                 llvm::ArrayRef<Argument> Args) {
  auto IsRun = [&](const Cell &C) {
    return llvm::any_of(
        P.protocols().functions(), [&](const ProtocolFunction &F) {
          return F.Side == PF.Side &&
                 llvm::is_contained(F.Callbacks, P.unit().entity(C.Field).Name);
        });
  };
  std::vector<Cell> Result;
  for (unsigned I = 0; I != Args.size(); ++I)
    for (const Cell &C : pointedAt(S, Call, Args, I))
      if (C.V.K == Value::Kind::Function && P.definition(C.V.Id) != NoId &&
          IsRun(C))
        Result.push_back(C);
  return Result;
}

namespace {

// The region is a table: the number of the chosen registration, then for each
// its handle and its routines. Of more registrations, or more routines, nothing
// is known.
constexpr int64_t Slot = 8, Stride = 16 * Slot, First = Stride, Most = 32;

const Value *at(const AbstractState &S, Region Table, int64_t Offset) {
  for (const Cell &C : S.cells(Table))
    if (C.Offset == Offset && C.Size == Slot)
      return &C.V;
  return nullptr;
}

} // namespace

void RegisteredRoutines::begin(AbstractState &S, const Value &Handle,
                               llvm::ArrayRef<Cell> Routines) const {
  selectNone(S);
  for (int64_t N = 0; N != Most; ++N) {
    int64_t At = First + N * Stride;
    if (at(S, region(), At))
      continue;
    S.store(region(), 0, Slot, Value::integer(At));
    S.store(region(), At, Slot, Handle);
    for (const Cell &C : Routines.take_front(Stride / Slot - 1))
      S.store(region(), At += Slot, Slot, C.V);
    return;
  }
}

void RegisteredRoutines::select(AbstractState &S, const Value &Handle) const {
  selectNone(S);
  for (const Cell &C : S.cells(region()))
    if (C.Offset >= First && C.Offset % Stride == 0 && C.V == Handle) {
      S.store(region(), 0, Slot, Value::integer(C.Offset));
      return;
    }
}

void RegisteredRoutines::selectNone(AbstractState &S) const {
  S.forget(region(), 0, Slot);
}

bool RegisteredRoutines::knows(const AbstractState &S) const {
  const Value *Chosen = at(S, region(), 0);
  return Chosen && Chosen->isInt();
}

bool RegisteredRoutines::runs(const AbstractState &S, EntityId Routine) const {
  if (!knows(S))
    return false;
  const int64_t Own = at(S, region(), 0)->N;
  return llvm::any_of(S.cells(region()), [&](const Cell &C) {
    return C.Offset > Own && C.Offset < Own + Stride &&
           C.V == Value::function(Routine);
  });
}

} // namespace nmr
