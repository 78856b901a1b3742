//===- TransferHeld.cpp - The effect of what a thread holds ---------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A lock or a raised IRQL is followed from where it is taken to where it may
/// have ended; there the path ends too, since nothing is forbidden any more. It
/// never leaves the routine in which the system runs the driver.
///
//===----------------------------------------------------------------------===//

#include "Solve/Transfer.h"

namespace nmr {

/// The IRQL that \p PF raises to, called with \p Args; 0 if it is not known.
static uint8_t levelOf(const ProtocolFunction &PF,
                       llvm::ArrayRef<Argument> Args) {
  if (!PF.LevelParam)
    return PF.Level.value_or(0);
  const Argument &A = Args[*PF.LevelParam];
  return A.V.isInt() && A.V.N > 0 && A.V.N < 32 ? uint8_t(A.V.N) : 0;
}

/// Whether a call of \p PF returns only with what it asks for.
static bool waits(const ProtocolFunction &PF, llvm::ArrayRef<Argument> Args) {
  if (!PF.Waits)
    return PF.Fails == ProtocolFunction::Failure::Never;
  const Value &V = Args[PF.Waits->Param].V;
  return V.isInt() ? V.isInt(0) == PF.Waits->Zero
                   : V.isNonNull() && !PF.Waits->Zero;
}

void Transfer::hold(AbstractState &S, const ProtocolFunction &PF,
                    uint8_t Level) const {
  S.P.Active = S.P.Held = true;
  S.P.Q = State::Live;
  S.P.Side = PF.Side;
  S.P.BornHere = S.P.InCallback;
  S.P.Level = Level;
}

/// Whether \p PF, called by a callback of the registration that the call is
/// about that is made with the followed lock held, waits for that call's end.
bool Transfer::deadlocks(const ProtocolFunction &PF,
                         llvm::ArrayRef<Argument> Args) const {
  const bool Shared = Site.Callee->Shared;
  return waits(PF, Args) && !(Shared && PF.Shared) &&
         (Shared || !Site.Callee->Recursive);
}

void Transfer::callHeld(CallPlan &Plan, AbstractState S, Position At,
                        const Statement &St, const ProtocolFunction &PF,
                        llvm::ArrayRef<Argument> Args) {
  const bool Follows = isFollowed(S, PF);
  Value Same = Value::integer(PF.Handle == HandleIs::Unnamed);
  if (PF.hasHandleParam() && Follows)
    Same = S.evaluate(T, Op::Eq, Args[PF.HandleParam].V, loadChoice(S),
                      {64, false}, 0);
  if (PF.V == Verb::Deregister) {
    if (Follows && !Same.isInt(0))
      return;
    return callSystem(Plan, std::move(S), At.F, St, Args);
  }
  if (Follows && PF.hasHandleParam() && Same.isInt(1) && S.P.InOwnCallback &&
      deadlocks(PF, Args)) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, std::move(S), Deadlocks,
                             ViolationClass::LockAcrossCall});
    return;
  }
  if (!isSite(At) || S.P.Active)
    return callSystem(Plan, std::move(S), At.F, St, Args);

  writeArguments(S, St, Args);
  using Failure = ProtocolFunction::Failure;
  AbstractState Taken = S;
  hold(Taken, PF, levelOf(PF, Args));
  if (PF.hasHandleParam())
    storeChoice(Taken, /*Slot=*/0, Args[PF.HandleParam].V);
  Seen.Began = true;
  const Value Result = PF.Fails == Failure::Never  ? T.fresh(Origin::Outside)
                       : PF.Fails == Failure::Zero ? Value::integer(1)
                                                   : Value::integer(0);
  // A raise to an unknown level forbids nothing.
  if (Taken.P.Level != 0 || PF.hasHandleParam())
    answer(Plan, std::move(Taken), At.F, St, Result, TakenHere);
  // Another time, or without success.
  answer(Plan, std::move(S), At.F, St, T.fresh(Origin::Outside),
         TakenElsewhere);
}

/// Whether \p Callee may be called at the IRQL that is known to hold.
void Transfer::checkIrql(CallPlan &Plan, const AbstractState &S,
                         EntityId Callee, Protocols::ConstantFn Constant) {
  if (S.P.Level == 0)
    return;
  std::optional<unsigned> Highest = P.irqlLimit(Callee, Constant);
  if (Highest && S.P.Level > *Highest)
    Plan.Outcomes.push_back(
        {CallOutcome::Kind::Alarm, S, IrqlTooHigh, ViolationClass::Irql});
}

} // namespace nmr
