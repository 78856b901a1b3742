//===- TransferAdvice.cpp - What is allowed, and not advisable ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the simulation does only where its aim is advice, or an answer. All of
// it leaves alone what the state says of the driver's own memory.
//
//===----------------------------------------------------------------------===//

#include "Solve/Transfer.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

//===----------------------------------------------------------------------===//
// Aim::Answer
//===----------------------------------------------------------------------===//

/// The call answers anything: that keeps what hangs on it apart from the rest.
void Transfer::watchAnswer(CallPlan &Plan, AbstractState S, Position At,
                           const Statement &St, const ProtocolFunction &PF,
                           llvm::ArrayRef<Argument> Args) {
  Seen.Began = true;
  if (PF.V == Verb::Register && PF.Handle == HandleIs::Written)
    if (std::optional<Location> L = pointee(Args[PF.HandleParam].V))
      storeTo(S, *L, P.handleSize(&PF), T.fresh(Origin::Watched));
  answer(Plan, std::move(S), At.F, St, T.fresh(Origin::Watched), 0);
}

/// The answer is given to somebody who may look at it.
void Transfer::passesAnswer(const AbstractState &S,
                            llvm::ArrayRef<Argument> Args) {
  if (For != Aim::Answer)
    return;
  for (const Argument &A : Args) {
    if (A.IsRecord) {
      for (const Cell &C : A.Record)
        Seen.AnswerMatters |= isWatched(C.V);
      continue;
    }
    Seen.AnswerMatters |= isWatched(A.V);
    if (std::optional<Location> L = pointee(A.V))
      if (const Cell *C = cellAt(S, *L))
        Seen.AnswerMatters |= isWatched(C->V);
  }
}

/// What \p R holds gets out of sight.
void Transfer::dropsAnswer(const AbstractState &S, Region R) {
  if (For == Aim::Answer)
    Seen.AnswerMatters |=
        llvm::any_of(S.cells(R), [&](const Cell &C) { return isWatched(C.V); });
}

//===----------------------------------------------------------------------===//
// Aim::Advice
//===----------------------------------------------------------------------===//

/// Finds the routines in the tables that the site's call is given.
void Transfer::noteRoutines(const AbstractState &S, const Statement &St,
                            const ProtocolFunction &PF,
                            llvm::ArrayRef<Argument> Args) {
  for (const Cell &C : routinesPassed(P, S, PF, St, Args))
    Seen.Routines.insert({C.V.Id, P.unit().entity(C.Field).Name});
}

bool Transfer::isRoutine(EntityId E) const {
  return P.event(E) || llvm::any_of(Seen.Routines, [&](const auto &R) {
           return R.first == E;
         });
}

namespace {
// Marks of what was used, by how.
enum Mark : int64_t { Unused, ValueUsed, AddressUsed };

/// Where the mark of a place is kept.
int64_t markOf(EntityId Global, int64_t Offset) {
  return int64_t(Global) << 32 | Offset;
}
} // namespace

/// Marks what \p St uses of the image's zeros, in a routine that the register
/// call runs. Testing whether it is there yet is no use.
void Transfer::noteEarlyUse(AbstractState &S, FunctionId F,
                            const Statement &St) {
  if (For != Aim::Advice || !S.P.Interrupted || !S.P.Active ||
      S.P.Q != State::Live || P.isSystem(F))
    return;
  auto Use = [&](const Operand &O) {
    if (O.K != Operand::Kind::Load && O.K != Operand::Kind::AddressOf)
      return;
    std::optional<Location> L = locate(S, F, O.P);
    if (!L || L->Imprecise || L->R.K != Region::Kind::Global ||
        !S.isZeroed(L->R) || cellAt(S, *L) || L->Offset < 0 ||
        P.unit().entity(L->R.Id).System)
      return;
    S.store(
        {Region::Kind::Global, P.earlyUses()}, markOf(L->R.Id, L->Offset), 1,
        Value::integer(O.K == Operand::Kind::Load ? ValueUsed : AddressUsed));
  };
  if (St.K == Statement::Kind::Call) {
    const SystemFunction *SF = St.callee().K == Operand::Kind::Function
                                   ? P.systemFunction(St.callee().entity())
                                   : nullptr;
    if (!SF || SF->E != SystemFunction::Effect::Pure)
      llvm::for_each(St.Args, Use);
    return;
  }
  // What is only computed may be computed for a test.
  const bool Kept = St.Dest.Root == Place::RootKind::Global ||
                    !P.function(F).Locals[St.Dest.Base].Name.empty();
  if (Kept && St.Value.A.K == Operand::Kind::Load)
    Use(St.Value.A);
  if (Kept && St.Value.B.K == Operand::Kind::Load)
    Use(St.Value.B);
}

/// Whether the entry sets up \p L only now, and a routine of the registration
/// has used it. \p V: what is stored; null if a function does it.
bool Transfer::isLate(AbstractState &S, const Location &L, bool ByCall,
                      const Value *V) {
  if (For != Aim::Advice || !S.P.Active || S.P.Q != State::Live ||
      S.P.InCallback || S.P.Interrupted || S.P.InUnload || L.Imprecise ||
      L.R.K != Region::Kind::Global)
    return false;
  const Value M = S.load(T, {Region::Kind::Global, P.earlyUses()},
                         markOf(L.R.Id, L.Offset), 1);
  const IntSet Marks = S.range(T, M);
  if (Alone && !M.isInt())
    return false;
  if (!Marks.contains(AddressUsed) &&
      (ByCall || V->isInt(0) || !Marks.contains(ValueUsed)))
    return false;
  Seen.SetUpLate = P.unit().entity(L.R.Id).Name;
  if (L.Field != NoId)
    Seen.SetUpLate += "." + P.unit().entity(L.Field).Name;
  return true;
}

/// The call of \p Callee makes what its first argument points at usable.
void Transfer::noteLateCall(CallPlan &Plan, AbstractState &S, EntityId Callee,
                            llvm::ArrayRef<Argument> Args) {
  // What a body does is seen there.
  if (For != Aim::Advice || Args.empty() || Args.front().IsRecord ||
      P.definition(Callee) != NoId ||
      !llvm::is_contained(windows().Initialisers, P.unit().entity(Callee).Name))
    return;
  std::optional<Location> L = pointee(Args.front().V);
  if (L && isLate(S, *L, /*ByCall=*/true, nullptr))
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, CallOutcome::Advised,
                             ViolationClass::RegisterNotLast});
}

} // namespace nmr
